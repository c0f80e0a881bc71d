using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MLSecOps.Configuration.Toml;

/// <summary>The kinds of value that keys take. Each says what it wants when it does not get it.</summary>
internal static class Conversions
{
    /// <summary>An absolute path without <c>.</c> or <c>..</c> components, at most <paramref name="maxBytes"/> bytes.</summary>
    public static SettingReader.Conversion<string> AbsolutePath(int maxBytes = 4095) =>
        (TomlValue value, [MaybeNullWhen(false)] out string result, out string mustBe) =>
        {
            mustBe = $"an absolute path without . or .. of at most {maxBytes} bytes, not {Quote(value)}";
            result = value.Text;
            return value.Kind == TomlKind.Text
                && result.StartsWith('/')
                && !result.Contains('\0')
                && System.Text.Encoding.UTF8.GetByteCount(result) <= maxBytes
                && !result.Split('/').Any(part => part is "." or "..");
        };

    /// <summary>One of a closed set of words.</summary>
    public static SettingReader.Conversion<T> Word<T>(params (string Text, T Value)[] words) =>
        (TomlValue value, [MaybeNullWhen(false)] out T result, out string mustBe) =>
        {
            mustBe = $"{string.Join(" or ", words.Select(word => $"\"{word.Text}\""))}, not {Quote(value)}";
            foreach ((string text, T meaning) in words)
            {
                if (value.Kind == TomlKind.Text && value.Text == text)
                {
                    result = meaning;
                    return true;
                }
            }

            result = default;
            return false;
        };

    /// <summary>A duration within bounds, such as <c>"5m"</c> or <c>"1h30m"</c>.</summary>
    public static SettingReader.Conversion<TimeSpan> Duration(TimeSpan least, TimeSpan most) =>
        (TomlValue value, out TimeSpan result, out string mustBe) =>
        {
            mustBe = value.Kind == TomlKind.Integer
                ? $"a duration with a unit, such as \"{value.Integer.ToString(CultureInfo.InvariantCulture)}s\" (ms, s, m, h, d)"
                : $"a duration from {Units.Print(least)} to {Units.Print(most)} with units ms, s, m, h or d, not {Quote(value)}";
            result = default;
            return value.Kind == TomlKind.Text && Units.TryDuration(value.Text, out result) && result >= least && result <= most;
        };

    /// <summary>A size in bytes within bounds, such as <c>"512MiB"</c>.</summary>
    public static SettingReader.Conversion<long> Size(long least, long most) =>
        (TomlValue value, out long result, out string mustBe) =>
        {
            mustBe = $"a size from {Units.Print(least)} to {Units.Print(most)} with a unit KiB, MiB or GiB, not {Quote(value)}";
            result = default;
            return value.Kind == TomlKind.Text && Units.TrySize(value.Text, out result) && result >= least && result <= most;
        };

    /// <summary>A whole number within bounds.</summary>
    public static SettingReader.Conversion<int> Number(int least, int most) =>
        (TomlValue value, out int result, out string mustBe) =>
        {
            mustBe = $"a number from {least} to {most}, not {Quote(value)}";
            bool good = value.Kind == TomlKind.Integer && value.Integer >= least && value.Integer <= most;
            result = good ? (int)value.Integer : 0;
            return good;
        };

    /// <summary>A list of different whole numbers within bounds.</summary>
    public static SettingReader.Conversion<IReadOnlyList<int>> Numbers(int least, int most) =>
        (TomlValue value, [MaybeNullWhen(false)] out IReadOnlyList<int> result, out string mustBe) =>
        {
            TomlValue? wrong = value.Items.FirstOrDefault(item => item.Kind != TomlKind.Integer || item.Integer < least || item.Integer > most);
            mustBe = $"a list of different numbers from {least} to {most}, not {Quote(wrong ?? value)}";
            result = wrong is null ? [.. value.Items.Select(item => (int)item.Integer)] : [];
            return value.Kind == TomlKind.Array && wrong is null && result.Distinct().Count() == result.Count;
        };

    /// <summary>A list of different words from a closed set.</summary>
    public static SettingReader.Conversion<IReadOnlyList<string>> Words(IReadOnlyList<string> known) =>
        (TomlValue value, [MaybeNullWhen(false)] out IReadOnlyList<string> result, out string mustBe) =>
        {
            TomlValue? wrong = value.Items.FirstOrDefault(item => item.Kind != TomlKind.Text || !known.Contains(item.Text, StringComparer.Ordinal));
            mustBe = $"a list of different words out of {string.Join(", ", known.Select(word => $"\"{word}\""))}, not {Quote(wrong ?? value)}";
            result = [.. value.Items.Select(item => item.Text)];
            return value.Kind == TomlKind.Array && wrong is null && result.Distinct(StringComparer.Ordinal).Count() == result.Count;
        };

    /// <summary>True or false.</summary>
    public static bool Switch(TomlValue value, out bool result, out string mustBe)
    {
        mustBe = $"true or false, not {Quote(value)}";
        result = value.Boolean;
        return value.Kind == TomlKind.Boolean;
    }

    /// <summary>A list of strings, none empty.</summary>
    public static bool Texts(TomlValue value, [MaybeNullWhen(false)] out IReadOnlyList<string> result, out string mustBe)
    {
        mustBe = $"a list of strings, not {Quote(value)}";
        result = [.. value.Items.Select(item => item.Text)];
        return value.Kind == TomlKind.Array && value.Items.All(item => item.Kind == TomlKind.Text && item.Text.Length > 0);
    }

    /// <summary>A list of absolute paths.</summary>
    public static bool AbsolutePaths(TomlValue value, [MaybeNullWhen(false)] out IReadOnlyList<string> result, out string mustBe)
    {
        mustBe = $"a list of absolute paths, not {Quote(value)}";
        result = [.. value.Items.Select(item => item.Text)];
        return value.Kind == TomlKind.Array && value.Items.All(item => AbsolutePath()(item, out _, out _));
    }

    /// <summary>A fleet's or hardware's name, as in the manifest.</summary>
    public static bool Name(TomlValue value, [MaybeNullWhen(false)] out string result, out string mustBe)
    {
        mustBe = $"a name of 1 to 63 letters, digits and ._- that begins with a letter or digit, not {Quote(value)}";
        result = value.Text;
        return value.Kind == TomlKind.Text && IsName(result);
    }

    /// <summary>A Unix group's name, or empty.</summary>
    public static bool Group(TomlValue value, [MaybeNullWhen(false)] out string result, out string mustBe)
    {
        mustBe = $"the name of a group, or \"\", not {Quote(value)}";
        result = value.Text;
        return value.Kind == TomlKind.Text && result.Length <= 31 && result.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && !result.StartsWith('-');
    }

    /// <summary>The hub's address: https, a host, perhaps a port, and nothing else; or empty.</summary>
    public static bool HubUrl(TomlValue value, out Uri? result, out string mustBe)
    {
        mustBe = $"an address such as \"https://hub.example:8443\" without user name, path or question mark, or \"\", not {Quote(value)}";
        result = null;
        return value.Kind == TomlKind.Text
            && (value.Text.Length == 0
                || (value.Text.StartsWith("https://", StringComparison.Ordinal)
                    && value.Text.All(c => c is > ' ' and < '\x7f' and not '\\' and not '#' and not '?' and not '@')
                    && Uri.TryCreate(value.Text, UriKind.Absolute, out result)
                    && result is { UserInfo: "", Host.Length: > 0, AbsolutePath: "/", Port: > 0 }));
    }

    /// <summary>A host and a port, such as <c>hub.example:8883</c> or <c>[::1]:8883</c>; or empty.</summary>
    public static bool HostAndPort(TomlValue value, out (string? Host, int Port) result, out string mustBe)
    {
        mustBe = $"a host and a port, such as \"hub.example:8883\" or \"[::1]:8883\", not {Quote(value)}";
        result = default;
        if (value.Kind != TomlKind.Text || value.Text.Length == 0)
        {
            return value.Kind == TomlKind.Text;
        }

        int colon = value.Text.LastIndexOf(':');
        string host = colon < 0 ? string.Empty : value.Text[..colon];
        bool numeric = host.StartsWith('[') && host.EndsWith(']');
        string bare = numeric ? host[1..^1] : host;
        UriHostNameType kind = Uri.CheckHostName(bare);
        bool good = int.TryParse(value.Text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is > 0 and <= 65535
            && (numeric ? kind == UriHostNameType.IPv6 : kind is UriHostNameType.Dns or UriHostNameType.IPv4);
        result = good ? (bare, port) : default;
        return good;
    }

    /// <summary>A host and a port as <see cref="HostAndPort"/> reads them.</summary>
    public static string Print((string? Host, int Port) address) =>
        address.Host is null ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"{(address.Host.Contains(':') ? $"[{address.Host}]" : address.Host)}:{address.Port}");

    private static bool IsName(string text) =>
        text.Length is >= 1 and <= 63 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static string Quote(TomlValue value) => value.Kind switch
    {
        TomlKind.Text => $"\"{(value.Text.Length <= 60 ? value.Text : value.Text[..60] + "...")}\"",
        TomlKind.Integer => value.Integer.ToString(CultureInfo.InvariantCulture),
        TomlKind.Boolean => value.Boolean ? "true" : "false",
        _ => value.KindName,
    };
}
