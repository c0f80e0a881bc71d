namespace MLSecOps.Formats.Documents;

/// <summary>A semantic version 2.0.0 (semver.org): compared by precedence, printed as it was written.</summary>
public sealed class SemanticVersion
{
    private readonly string[] _core;
    private readonly string[] _prerelease;

    private SemanticVersion(string text, string[] core, string[] prerelease)
    {
        Text = text;
        _core = core;
        _prerelease = prerelease;
    }

    /// <summary>The version as written.</summary>
    public string Text { get; }

    /// <summary>Reads a version; null when <paramref name="text"/> is not exactly one. Input is untrusted, at most <see cref="Limits.VersionBytes"/> characters.</summary>
    public static SemanticVersion? TryParse(string? text)
    {
        if (text is null || text.Length > Limits.VersionBytes)
        {
            return null;
        }

        string rest = text;
        int plus = rest.IndexOf('+', StringComparison.Ordinal);
        if (plus >= 0)
        {
            if (!Array.TrueForAll(rest[(plus + 1)..].Split('.'), IsIdentifier))
            {
                return null;
            }

            rest = rest[..plus];
        }

        string[] prerelease = [];
        int hyphen = rest.IndexOf('-', StringComparison.Ordinal);
        if (hyphen >= 0)
        {
            prerelease = rest[(hyphen + 1)..].Split('.');
            if (!Array.TrueForAll(prerelease, identifier => IsIdentifier(identifier) && (!IsDigits(identifier) || IsNumber(identifier))))
            {
                return null;
            }

            rest = rest[..hyphen];
        }

        string[] core = rest.Split('.');
        return core.Length == 3 && Array.TrueForAll(core, IsNumber) ? new SemanticVersion(text, core, prerelease) : null;
    }

    /// <summary>Precedence (semver 2.0.0, item 11): negative, zero or positive; build metadata does not count, so that zero is not equality.</summary>
    public int ComparePrecedence(SemanticVersion other)
    {
        for (int i = 0; i < _core.Length; i++)
        {
            int order = CompareNumbers(_core[i], other._core[i]);
            if (order != 0)
            {
                return order;
            }
        }

        if (_prerelease.Length == 0 || other._prerelease.Length == 0)
        {
            // A version without a pre-release part comes after one with it.
            return other._prerelease.Length.CompareTo(_prerelease.Length);
        }

        for (int i = 0; i < Math.Min(_prerelease.Length, other._prerelease.Length); i++)
        {
            int order = CompareIdentifiers(_prerelease[i], other._prerelease[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return _prerelease.Length.CompareTo(other._prerelease.Length);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static int CompareIdentifiers(string left, string right) => (IsDigits(left), IsDigits(right)) switch
    {
        (true, true) => CompareNumbers(left, right),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(left, right),
    };

    // Without leading zeros, the longer number is the larger: no overflow whatever the length.
    private static int CompareNumbers(string left, string right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);

    private static bool IsDigits(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool IsNumber(string text) => IsDigits(text) && (text.Length == 1 || text[0] != '0');

    private static bool IsIdentifier(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
