import { Group, Paper, Text, Title } from '@mantine/core';

interface Line {
  readonly name: string;
  readonly className: string;
  /** Oldest first; null where there is nothing to say. */
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

const WIDTH = 600;
const HEIGHT = 150;
const SECONDS = 120;

/** Lines over the last two minutes; the numbers beside the names say the newest values to those who do not see it. */
export function Chart({ title, lines, format }: ChartProps) {
  const all = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const top = Math.max(...all, 0);
  return (
    <Paper withBorder p="lg" radius="lg" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{title}</Title>
        <Group gap="md">
          {lines.map(({ name, className, values }) => (
            <Text key={name} size="sm" className={className} fw={600}>
              {name} {formatLast(values, format)}
            </Text>
          ))}
        </Group>
      </Group>
      <svg
        className="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: at most ${format(top)} in the last two minutes`}
      >
        {[0.02, 0.34, 0.66, 0.98].map((part) => (
          <line key={part} x1="0" x2={WIDTH} y1={part * HEIGHT} y2={part * HEIGHT} className="grid-line" />
        ))}
        {lines.map(({ name, className, values }) => (
          <path
            key={name}
            d={pathOf(values, top)}
            className={className}
            fill="none"
            stroke="currentColor"
            strokeWidth="2.5"
            vectorEffect="non-scaling-stroke"
            strokeLinejoin="round"
            strokeLinecap="round"
          />
        ))}
      </svg>
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">
          2 minutes ago
        </Text>
        <Text size="xs" c="dimmed">
          top: {format(top)}
        </Text>
        <Text size="xs" c="dimmed">
          now
        </Text>
      </Group>
    </Paper>
  );
}

function pathOf(values: readonly (number | null)[], top: number): string {
  const scale = top === 0 ? 0 : (HEIGHT * 0.94) / top;
  let isDrawing = false;
  const steps = values.map((value, index) => {
    if (value === null) {
      isDrawing = false;
      return '';
    }
    const x = WIDTH - ((values.length - 1 - index) * WIDTH) / (SECONDS - 1);
    const point = `${x.toFixed(1)} ${(HEIGHT * 0.98 - value * scale).toFixed(1)}`;
    // A second alone is a dot.
    const step = isDrawing ? `L${point}` : `M${point}l0 0`;
    isDrawing = true;
    return step;
  });
  return steps.join('');
}

function formatLast(values: readonly (number | null)[], format: (value: number) => string): string {
  const last = values.findLast((value) => value !== null);
  return last === undefined ? '–' : format(last);
}
