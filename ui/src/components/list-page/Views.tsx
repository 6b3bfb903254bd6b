import { SegmentedControl } from "@mantine/core";

interface ViewsProps<View extends string> {
  /** The choice's name: "Which runs". */
  label: string;
  views: Readonly<Record<View, string>>;
  value: View;
  onChange: (view: View) => void;
}

/** A few views of one list, side by side. */
export function Views<View extends string>({ label, views, value, onChange }: ViewsProps<View>) {
  const names = Object.keys(views) as View[];
  return (
    <SegmentedControl
      aria-label={label}
      value={value}
      onChange={(chosen) => onChange(names.find((name) => name === chosen) ?? value)}
      data={names.map((name) => ({ value: name, label: views[name] }))}
    />
  );
}
