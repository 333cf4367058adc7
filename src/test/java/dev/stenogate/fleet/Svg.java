package dev.stenogate.fleet;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A drawing, written by hand. Lengths in pixels, from the upper left corner. */
final class Svg {
  /** A point of a line. */
  record Point(double x, double y) {}

  private final StringBuilder drawn = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  void line(double x1, double y1, double x2, double y2, String colour, double strokeWidth) {
    add(
        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>",
        x1, y1, x2, y2, colour, strokeWidth);
  }

  void polyline(List<Point> points, String colour, double strokeWidth, String dashes) {
    String all =
        points.stream()
            .map(p -> String.format(Locale.ROOT, "%.1f,%.1f", p.x, p.y))
            .collect(Collectors.joining(" "));
    add(
        "<polyline points='%s' fill='none' stroke='%s' stroke-width='%.1f' stroke-dasharray='%s'"
            + " stroke-linejoin='round'/>",
        all, colour, strokeWidth, dashes);
  }

  void rectangle(double x, double y, double w, double h, String colour) {
    add("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", x, y, w, h, colour);
  }

  void circle(double x, double y, double radius, String colour) {
    add("<circle cx='%.1f' cy='%.1f' r='%.1f' fill='%s'/>", x, y, radius, colour);
  }

  /**
   * @param anchor start, middle or end
   */
  void text(double x, double y, String anchor, int size, String colour, String said) {
    add(
        "<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d' fill='%s'>%s</text>",
        x, y, anchor, size, colour, said);
  }

  @Override
  public String toString() {
    return ("<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d'"
                + " font-family='sans-serif'>%n<rect width='%d' height='%d' fill='#ffffff'/>%n")
            .formatted(width, height, width, height, width, height)
        + drawn
        + "</svg>\n";
  }

  @FormatMethod
  private void add(@FormatString String format, Object... arguments) {
    drawn.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
