using System.Globalization;
using System.Text;

namespace MLSecOps.Hub.Page.Text;

/// <summary>Text from devices made safe to look at: nothing in it can reorder, hide or flood the words around it. Markup is Razor's to escape, not this one's.</summary>
public static class VisibleText
{
    /// <summary>Most characters of one value; the rest is cut and said to be.</summary>
    public const int MaxCharacters = 500;

    /// <summary>Control, bidirectional, zero-width, separator, private and combining characters become <c>\u{hex}</c>. Line feeds stay when <paramref name="lines"/>.</summary>
    public static string Of(string? text, int most = MaxCharacters, bool lines = false)
    {
        StringBuilder safe = new();
        foreach (Rune rune in (text ?? string.Empty).EnumerateRunes())
        {
            if (safe.Length >= most)
            {
                safe.Append("[cut]");
                break;
            }

            _ = IsPlain(rune) || (lines && rune.Value == '\n')
                ? safe.Append(rune.ToString())
                : safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }

        return safe.ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate or UnicodeCategory.EnclosingMark or UnicodeCategory.NonSpacingMark);
}
