using System.Globalization;

namespace MLSecOps.Formats.Documents;

/// <summary>The one form of a date in signed documents: RFC 3339 in UTC, whole seconds, <c>yyyy-MM-ddTHH:mm:ssZ</c>.</summary>
public static class DocumentDate
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int Length = 20;

    /// <summary>Reads a date; anything but the exact form is refused. Input is untrusted.</summary>
    public static bool TryParse(string? text, out DateTimeOffset date)
    {
        date = default;
        return text is { Length: Length }
            && DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);
    }

    /// <summary>Writes a date; fractions of a second are cut off.</summary>
    public static string Format(DateTimeOffset date) => date.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
}
