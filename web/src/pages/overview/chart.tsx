import { Group, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { PointerEvent } from 'react';
import type { Scale } from './scale.js';

interface Line {
  readonly name: string;
  readonly className: string;
  /** Oldest first, one a second; null where there is nothing to say. */
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  readonly scaleOf: (values: readonly number[]) => Scale;
}

const WIDTH = 600;
const HEIGHT = 170;
const SECONDS = 120;

/** Lines over the last two minutes; the numbers beside the names say the newest values to those who do not see it. */
export function Chart({ title, lines, format, scaleOf }: ChartProps) {
  const all = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const scale = scaleOf(all);
  const [second, setSecond] = useState<number | null>(null);
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label={title}>
      <Group justify="space-between" mb="md" gap="xs">
        <Title order={2}>{title}</Title>
        <Group gap="md">
          {lines.map(({ name, className, values }) => (
            <Text key={name} size="sm" className={`figure ${className}`} fw={600}>
              {name} {formatLast(values, format)}
            </Text>
          ))}
        </Group>
      </Group>
      <div className="plot">
        <div className="ticks" aria-hidden="true">
          {scale.ticks.map((tick) => (
            <span key={tick} style={{ bottom: `${(100 * scale.place(tick)).toFixed(1)}%` }}>
              {format(tick)}
            </span>
          ))}
        </div>
        <div
          className="drawing"
          onPointerMove={(event) => setSecond(secondUnder(event))}
          onPointerLeave={() => setSecond(null)}
        >
          <svg
            className="chart"
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${title}: at most ${format(Math.max(...all, 0))} in the last two minutes`}
          >
            {scale.ticks.map((tick) => (
              <line key={tick} x1="0" x2={WIDTH} y1={yOf(tick, scale)} y2={yOf(tick, scale)} className="grid-line" />
            ))}
            {lines.map((line) => (
              <Curve key={line.name} line={line} scale={scale} />
            ))}
          </svg>
          {second !== null && <Reading second={second} lines={lines} format={format} />}
        </div>
      </div>
      <Group justify="space-between" mt={6} className="plot-times">
        <Text size="xs" c="dimmed">
          2 min ago
        </Text>
        <Text size="xs" c="dimmed">
          1 min ago
        </Text>
        <Text size="xs" c="dimmed">
          now
        </Text>
      </Group>
    </Paper>
  );
}

function Curve({ line, scale }: { readonly line: Line; readonly scale: Scale }) {
  const runs = runsOf(line.values);
  const pointOf = ({ x, value }: Point) => `${x.toFixed(1)} ${yOf(value, scale)}`;
  return (
    <g className={line.className}>
      {runs.map((run) => {
        const path = run.map(pointOf).join('L');
        const [first, last] = [run[0]?.x ?? 0, run.at(-1)?.x ?? 0];
        return (
          <g key={first}>
            <path d={`M${first.toFixed(1)} ${HEIGHT}L${path}L${last.toFixed(1)} ${HEIGHT}Z`} className="area" />
            {/* A second alone is a dot. */}
            <path d={`M${path}${run.length === 1 ? 'l0 0' : ''}`} className="line" />
          </g>
        );
      })}
    </g>
  );
}

interface ReadingProps {
  /** Seconds before now. */
  readonly second: number;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

/** What the lines say under the pointer. */
function Reading({ second, lines, format }: ReadingProps) {
  const left = 100 - (100 * second) / (SECONDS - 1);
  return (
    <>
      <div className="hair" style={{ left: `${left.toFixed(2)}%` }} />
      <div className="reading" data-side={left > 50 ? 'left' : 'right'} style={{ left: `${left.toFixed(2)}%` }}>
        <Text size="xs" c="dimmed">
          {second === 0 ? 'now' : `${second} s ago`}
        </Text>
        {lines.map(({ name, className, values }) => {
          const value = values.at(-1 - second) ?? null;
          return (
            <Text key={name} size="xs" fw={600} className={`figure ${className}`}>
              {name} {value === null ? '–' : format(value)}
            </Text>
          );
        })}
      </div>
    </>
  );
}

function secondUnder(event: PointerEvent<HTMLElement>): number {
  const box = event.currentTarget.getBoundingClientRect();
  const part = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  return Math.round((1 - part) * (SECONDS - 1));
}

interface Point {
  readonly x: number;
  readonly value: number;
}

/** What is drawn in one go: between seconds that have nothing to say. */
function runsOf(values: readonly (number | null)[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const isNew = index === 0 || values[index - 1] === null;
    if (isNew) runs.push([]);
    runs.at(-1)?.push({ x: WIDTH - ((values.length - 1 - index) * WIDTH) / (SECONDS - 1), value });
  });
  return runs;
}

function yOf(value: number, scale: Scale): string {
  return (HEIGHT - scale.place(value) * HEIGHT).toFixed(1);
}

function formatLast(values: readonly (number | null)[], format: (value: number) => string): string {
  const last = values.findLast((value) => value !== null);
  return last === undefined ? '–' : format(last);
}
