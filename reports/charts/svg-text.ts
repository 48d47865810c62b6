declare const made: unique symbol;
/** SVG source that this folder made from escaped text, fit to stand in a page as it is. */
export type SvgText = string & { readonly [made]: true };

/** Attributes that hold coordinates. */
const numeric = /^(d|transform|x|y|x1|x2|y1|y2|dx|dy|width|height|cx|cy|r)$/;

/**
 * Makes a drawing independent of everything around it: no style sheet, no class names, no labels on
 * its parts (the drawing as a whole has a title and a description), coordinates to a tenth of a
 * pixel. What is left is plain attributes, which no content security policy blocks.
 */
export function toSvgText(root: Element): SvgText {
  for (const style of [...root.querySelectorAll('style')]) style.remove();
  root.removeAttribute('class');
  for (const element of [...root.querySelectorAll('*')]) {
    for (const name of [...element.getAttributeNames()]) {
      if (name === 'class' || name.startsWith('aria-')) element.removeAttribute(name);
      else if (numeric.test(name)) {
        const value = toTenths(element.getAttribute(name) ?? '');
        element.setAttribute(name, name === 'd' ? shortPath(value) : value);
      }
    }
  }
  return root.outerHTML as SvgText;
}

/** Offsets in `em` keep their hundredths: a tenth of an em is more than a pixel. */
function toTenths(attribute: string): string {
  return attribute.replace(/-?\d+\.\d+(?![\d.]*em)/g, (number) =>
    (Math.round(Number(number) * 10) / 10 + 0).toString(),
  );
}

/**
 * Writes level and upright pieces of a path of straight lines with one number instead of two, which
 * halves a step line. Paths with curves stay as they are.
 */
function shortPath(path: string): string {
  if (!/^(?:[ML]-?[\d.]+,-?[\d.]+)+$/.test(path)) return path;
  let [lastX, lastY] = ['', ''];
  return path.replace(/([ML])(-?[\d.]+),(-?[\d.]+)/g, (whole, command, x: string, y: string) => {
    const [level, upright] = [y === lastY, x === lastX];
    [lastX, lastY] = [x, y];
    if (command === 'M') return whole;
    if (level) return upright ? '' : `H${x}`;
    return upright ? `V${y}` : whole;
  });
}
