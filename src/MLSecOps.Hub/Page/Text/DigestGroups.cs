namespace MLSecOps.Hub.Page.Text;

/// <summary>Two digests side by side: cut into groups of eight digits, so that eyes find where they part. Never decides anything.</summary>
public static class DigestGroups
{
    private const string Prefix = "sha256:";
    private const int Digits = 8;

    /// <summary>The groups of <paramref name="text"/>, each with whether <paramref name="other"/> has something else there. Without another one nothing differs.</summary>
    public static IReadOnlyList<(string Digits, bool Differs)> Of(string text, string? other)
    {
        string mine = Bare(text);
        string? theirs = other is null ? null : Bare(other);
        List<(string, bool)> groups = [];
        for (int at = 0; at < mine.Length; at += Digits)
        {
            string group = Group(mine, at);
            groups.Add((group, theirs is not null && group != Group(theirs, at)));
        }

        return groups;
    }

    /// <summary>The first 12 digits: a name to recognise, not to compare.</summary>
    public static string Short(string text) => Bare(text) is { Length: > 12 } long12 ? long12[..12] : Bare(text);

    /// <summary>The digits without <c>sha256:</c>.</summary>
    public static string Bare(string text) => VisibleText.Of(text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text, 128);

    private static string Group(string text, int at) => at >= text.Length ? string.Empty : text[at..Math.Min(text.Length, at + Digits)];
}
