namespace MLSecOps.Formats.Worker;

/// <summary>Bounds of text in a report.</summary>
internal static class ReportTexts
{
    /// <summary>Elements of a list of texts.</summary>
    public const int MaxCount = 64;

    /// <summary>Cuts text to the limit, never between the halves of a surrogate pair.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= JobLimits.ReportTextLength)
        {
            return text;
        }

        int length = JobLimits.ReportTextLength - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
    }
}
