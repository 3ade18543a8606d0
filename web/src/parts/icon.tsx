/** Outlines on a grid of 24, drawn for this page. */
const PATHS = {
  gate: 'M5 21V11a7 7 0 0 1 14 0v10M12 16v5M12 11a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5',
  pulse: 'M3 12h4l3-8l4 16l3-8h4',
  issuer: 'M12 3l8 3v6c0 4.5-3.4 7.6-8 9c-4.6-1.4-8-4.5-8-9V6zM9 12l2.2 2.2L15.5 10',
  key: 'M15 3a6 6 0 1 1-5.2 9L3 19v2h4v-3h3v-3l1.5-1.5M16 8h.01',
  scope: 'M12 3l9 5l-9 5l-9-5zM3 12l9 5l9-5M3 16l9 5l9-5',
  route: 'M6 19a2 2 0 1 0 0-.01M18 5a2 2 0 1 0 0-.01M8 19h7a3.5 3.5 0 0 0 0-7H9a3.5 3.5 0 0 1 0-7h7',
  flask: 'M9 3h6M10 3v6l-5.5 9a2 2 0 0 0 1.7 3h11.6a2 2 0 0 0 1.7-3L14 9V3M7 15h10',
  sun: 'M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5',
  moon: 'M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13M20 20l-4.8-4.8',
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M4 12.5l5 5L20 6.5',
  cross: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4L2.5 20h19zM12 10v4M12 17h.01',
  exit: 'M14 4H5v16h9M10 12h11M17 8l4 4l-4 4',
  history: 'M4 5v5h5M4.6 10A8 8 0 1 1 4 13.5M12 8v4.5l3 2',
  person: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8M4.5 20.5c1-3.6 4-5.5 7.5-5.5s6.5 1.9 7.5 5.5',
  role: 'M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M2.5 20c.8-3 3.4-4.8 6.5-4.8s5.7 1.8 6.5 4.8M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 15.7c1.7.8 3 2.3 3.5 4.3',
  next: 'M9 5l7 7l-7 7',
  back: 'M19 12H5M11 6l-6 6l6 6',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.9}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
