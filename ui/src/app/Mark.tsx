/** The program's mark, as in `assets/icons/callboard.svg`, without its ground: three zones, and now. */
export function Mark() {
  return (
    <svg width="20" height="20" viewBox="150 150 724 724" aria-hidden="true">
      <g fill="var(--line-strong)">
        <rect x="176" y="256" width="672" height="128" rx="32" />
        <rect x="176" y="448" width="672" height="128" rx="32" />
        <rect x="176" y="640" width="672" height="128" rx="32" />
      </g>
      <g fill="var(--live)">
        <rect x="176" y="256" width="304" height="128" rx="32" />
        <rect x="304" y="448" width="336" height="128" rx="32" />
      </g>
      <rect x="464" y="640" width="304" height="128" rx="32" fill="var(--warn)" />
      <rect x="548" y="184" width="40" height="656" rx="20" fill="var(--ink)" />
    </svg>
  );
}
