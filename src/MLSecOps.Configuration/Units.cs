using System.Globalization;

namespace MLSecOps.Configuration;

/// <summary>Durations and sizes as people write them in configuration files and flags.</summary>
public static class Units
{
    private static readonly (string Unit, long Milliseconds)[] DurationUnits = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    private static readonly (string Unit, long Bytes)[] SizeUnits = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30)];

    /// <summary>Reads one or more number-unit pairs (ms, s, m, h, d) without spaces, such as <c>1h30m</c>. At most 10,000 days.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        long total = 0;
        ReadOnlySpan<char> rest = text;
        while (TryPair(ref rest, DurationUnits, out long milliseconds))
        {
            total += milliseconds;
            if (total > 10_000L * 86_400_000)
            {
                return false;
            }
        }

        duration = TimeSpan.FromMilliseconds(total);
        return text.Length > 0 && rest.IsEmpty;
    }

    /// <summary>Reads one number-unit pair (KiB, MiB, GiB), such as <c>512MiB</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Bytes.</param>
    public static bool TrySize(string text, out long bytes)
    {
        ReadOnlySpan<char> rest = text;
        return TryPair(ref rest, SizeUnits, out bytes) && rest.IsEmpty;
    }

    /// <summary>The shortest exact text for a duration of whole milliseconds, such as <c>90s</c> as <c>1m30s</c>.</summary>
    public static string Print(TimeSpan duration)
    {
        long rest = (long)duration.TotalMilliseconds;
        if (rest == 0)
        {
            return "0s";
        }

        string text = string.Empty;
        foreach ((string unit, long milliseconds) in DurationUnits.Reverse())
        {
            if (rest >= milliseconds)
            {
                text += (rest / milliseconds).ToString(CultureInfo.InvariantCulture) + unit;
                rest %= milliseconds;
            }
        }

        return text;
    }

    /// <summary>The shortest exact text for a size of whole KiB.</summary>
    public static string Print(long bytes)
    {
        foreach ((string unit, long size) in SizeUnits.Reverse())
        {
            if (bytes >= size && bytes % size == 0)
            {
                return (bytes / size).ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return bytes.ToString(CultureInfo.InvariantCulture) + " bytes";
    }

    private static bool TryPair(ref ReadOnlySpan<char> rest, (string Unit, long Factor)[] units, out long value)
    {
        value = 0;
        int digits = rest.IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 12)
        {
            return false;
        }

        ReadOnlySpan<char> tail = rest[digits..];
        int letters = tail.IndexOfAnyInRange('0', '9');
        ReadOnlySpan<char> unit = letters < 0 ? tail : tail[..letters];
        foreach ((string name, long factor) in units)
        {
            if (unit.SequenceEqual(name))
            {
                Int128 product = (Int128)long.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture) * factor;
                rest = tail[name.Length..];
                value = (long)Int128.Min(product, long.MaxValue / 4);
                return true;
            }
        }

        return false;
    }
}
