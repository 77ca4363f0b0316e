/** Icons of one family: a 24-unit grid, round strokes of 1.75 units, no fills. */
import { svg, html, type TemplateResult, type SVGTemplateResult } from "lit";

const SHAPES = {
  mic: svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>`,
  muted: svg`<path d="M9 9v2a3 3 0 0 0 5 2.2M15 10.5V6a3 3 0 0 0-5.8-1M5.5 11.5a6.5 6.5 0 0 0 10.2 5.3M18.2 13.5a6.5 6.5 0 0 0 .3-2M12 18v3M4 4l16 16"/>`,
  listening: svg`<path d="M4 10v4M8 7v10M12 4v16M16 7v10M20 10v4"/>`,
  thinking: svg`<circle cx="6" cy="12" r="1.25"/><circle cx="12" cy="12" r="1.25"/><circle cx="18" cy="12" r="1.25"/>`,
  speaking: svg`<path d="M4 10v4h3.5l4.5 4V6l-4.5 4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11"/>`,
  confirming: svg`<path d="M8.5 9a3.5 3.5 0 1 1 5.2 3.1c-1.2.7-1.7 1.4-1.7 2.9M12 18.5v.1"/>`,
  answer: svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
  reply: svg`<path d="M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v8.5A1.5 1.5 0 0 1 19 17h-6.5l-4.5 3.5V17H5a1.5 1.5 0 0 1-1.5-1.5V7A1.5 1.5 0 0 1 5 5.5zM8 9.75h8M8 13h5"/>`,
  error: svg`<path d="M12 4.5L21 19.5H3zM12 10v4.5M12 17v.1"/>`,
  offline: svg`<path d="M8.5 4v5M15.5 4v5M6 9h12v2.5a6 6 0 0 1-12 0zM12 17.5V21M3.5 3.5l17 17"/>`,
  climate: svg`<path d="M14 13.8V5.5a2.5 2.5 0 0 0-5 0v8.3a4 4 0 1 0 5 0zM11.5 9v8M17.5 6h3M17.5 9.5h3"/>`,
  media: svg`<circle cx="6.5" cy="17.5" r="2.5"/><circle cx="17" cy="15.5" r="2.5"/><path d="M9 17.5V6.5l10.5-2v11"/>`,
  history: svg`<path d="M4.5 12a7.5 7.5 0 1 0 2.4-5.5L4.5 8.7M4.5 4.5v4.2h4.2M12 8v4.3l2.8 1.7"/>`,
  map: svg`<path d="M9 4.5L3.5 6.5v13L9 17.5l6 2 5.5-2v-13L15 6.5zM9 4.5v13M15 6.5v13"/>`,
  locate: svg`<path d="M20 4L4 10.5l7 2.5 2.5 7z"/>`,
  settings: svg`<path d="M4 7h8M16.5 7H20M4 17h3.5M12 17h8"/><circle cx="14.25" cy="7" r="2.25"/><circle cx="9.75" cy="17" r="2.25"/>`,
  stop: svg`<rect x="6.5" y="6.5" width="11" height="11" rx="1.5"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  send: svg`<path d="M4.5 12h14M13 6.5l5.5 5.5-5.5 5.5"/>`,
  back: svg`<path d="M19.5 12h-14M11 5.5L4.5 12l6.5 6.5"/>`,
  louder: svg`<path d="M3 10v4h3l4 4V6l-4 4zM17 9v6M14 12h6"/>`,
  quieter: svg`<path d="M3 10v4h3l4 4V6l-4 4zM14 12h6"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  play: svg`<path d="M8 5.5v13l10.5-6.5z"/>`,
  pause: svg`<path d="M9 6v12M15 6v12"/>`,
  next: svg`<path d="M6 6v12l8.5-6zM18 6v12"/>`,
  previous: svg`<path d="M18 6v12l-8.5-6zM6 6v12"/>`,
  like: svg`<path d="M12 19.5S4 14.8 4 9.3A4.2 4.2 0 0 1 12 7.5a4.2 4.2 0 0 1 8 1.8c0 5.5-8 10.2-8 10.2z"/>`,
  fan: svg`<circle cx="12" cy="12" r="1.5"/><path d="M12 10.5C10 7 11 4 14 4s3 4-2 6.5M13.5 12c3.5-2 6.5-1 6.5 2s-4 3-6.5-2M12 13.5c2 3.5 1 6.5-2 6.5s-3-4 2-6.5M10.5 12C7 14 4 13 4 10s4-3 6.5 2"/>`,
  seat: svg`<path d="M8 4l1.5 9.5h7c1.5 0 2.5 1 2.5 2.5H9.5A3 3 0 0 1 6.6 13.7L5 5.5M9.5 16v4M17 16v4"/>`,
  timer: svg`<circle cx="12" cy="13.5" r="7"/><path d="M12 9.5v4l2.5 1.5M9.5 3h5"/>`,
  route: svg`<circle cx="6" cy="18.5" r="2"/><circle cx="18" cy="5.5" r="2"/><path d="M8 18.5h6.5a3.5 3.5 0 0 0 0-7h-5a3 3 0 0 1 0-6H16"/>`,
  cameras: svg`<rect x="3" y="6.5" width="12.5" height="11" rx="2"/><path d="M15.5 10.5l5.5-3v9l-5.5-3"/>`,
  gallery: svg`<rect x="3.5" y="5" width="17" height="14" rx="2"/><circle cx="8.5" cy="9.75" r="1.5"/><path d="M3.5 16.5l5-4.5 3.5 3 4-4.5 4.5 4.5"/>`,
  person: svg`<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`,
  cloudless: svg`<path d="M9.6 5.6A5.5 5.5 0 0 1 17.2 9a4.8 4.8 0 0 1 2.6 8M16 18.5H7a4 4 0 0 1-.4-8M4 4l16 16"/>`,
  alert: svg`<path d="M12 3.5a6 6 0 0 0-6 6v4.2L4.5 17h15L18 13.7V9.5a6 6 0 0 0-6-6zM10 20h4"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4"/>`,
  moon: svg`<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>`,
  cloud: svg`<path d="M7 18.5a4 4 0 0 1-.4-8A5.5 5.5 0 0 1 17.2 9 4.8 4.8 0 0 1 17 18.5z"/>`,
  rain: svg`<path d="M7 15a3.8 3.8 0 0 1-.4-7.5A5.5 5.5 0 0 1 17.2 6 4.5 4.5 0 0 1 17 15M8.5 18l-.7 2M12.3 18l-.7 2M16.1 18l-.7 2"/>`,
  snow: svg`<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5L12 7l2.5-2.5M9.5 19.5L12 17l2.5 2.5"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type Icon = keyof typeof SHAPES;

/** Return an icon; it is decoration, its meaning stands in words or a label beside it. */
export function icon(name: Icon): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}
