using System.Globalization;
using System.Text;

namespace MLSecOps.Cli.Output;

/// <summary>The one place that makes text safe to show: whatever a package, a certificate or a file name holds, it cannot move the cursor, hide or reorder words.</summary>
internal static class PlainText
{
    /// <summary>Most characters of one line; the rest is cut and said to be.</summary>
    public const int MaxLine = 2000;

    /// <summary>Escapes control, format (bidirectional, zero width), separator, private and unpaired surrogate characters as <c>\u{hex}</c>; every non-ASCII character too when <paramref name="asciiOnly"/>.</summary>
    public static string Escape(string text, bool asciiOnly)
    {
        StringBuilder safe = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (safe.Length >= MaxLine)
            {
                safe.Append("[cut]");
                break;
            }

            if (rune.IsAscii ? rune.Value is >= 0x20 and < 0x7f : !asciiOnly && IsPrintable(rune))
            {
                safe.Append(rune.ToString());
            }
            else
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }
        }

        return safe.ToString();
    }

    // EnumerateRunes gives U+FFFD for an unpaired surrogate: harmless, and visible.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate or UnicodeCategory.EnclosingMark or UnicodeCategory.NonSpacingMark);
}
