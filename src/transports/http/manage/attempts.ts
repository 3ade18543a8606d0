import type { Clock } from '../../../base/clock.js';
import { networkOf, wideNetworkOf } from '../../../service/identity/addresses.js';
import { makeAttemptWindows } from '../../../service/identity/attempt-windows.js';
import type { TakeBack } from '../../../service/identity/attempt-windows.js';

/**
 * Failed sign-ins by source address and by its network, to slow down guessing. A success in between forgives none: whoever has
 * one credential would go on guessing at others.
 */
export interface SignInAttempts {
  /** 0 when another attempt may be made, else the seconds until then. */
  waitSeconds(source: string): number;
  /** Counts an attempt while it is under way, too; answers with what takes it back because it did not fail. Null when stopped. */
  begin(source: string): TakeBack | null;
}

export interface SignInLimits {
  readonly maxFailures: number;
  /** Of one network: a /24, of IPv6 a /48. */
  readonly maxOfNetwork: number;
  readonly windowMs: number;
  /** Beyond it no new source may try before an old one is forgotten. */
  readonly maxSources: number;
}

export function makeSignInAttempts(limits: SignInLimits, clock: Clock): SignInAttempts {
  const { maxFailures, maxOfNetwork, windowMs, maxSources } = limits;
  const windows = makeAttemptWindows({ windowMs, maxWindows: maxSources }, clock);
  const limiting = (source: string): readonly (readonly [key: string, limit: number])[] => {
    const place = networkOf(source);
    const network = wideNetworkOf(place);
    return [[place, maxFailures], ...(network === '' ? [] : [[network, maxOfNetwork] as const])];
  };
  const waitSeconds = (source: string): number => {
    const full = limiting(source).filter(([key, limit]) => windows.count(key) >= limit);
    return Math.ceil(Math.max(0, ...full.map(([key]) => windows.endsInMs(key))) / 1000);
  };
  return {
    waitSeconds,
    begin(source) {
      if (waitSeconds(source) > 0) return null;
      const begun = limiting(source).map(([key]) => windows.begin(key));
      const takeBack = (): void => {
        for (const one of begun) one?.();
      };
      if (begun.every((one) => one !== null)) return takeBack;
      takeBack();
      return null;
    },
  };
}
