using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Eat;

/// <summary>The values that several claims share.</summary>
internal static class EatParts
{
    /// <summary>Reads a claim key; one that is text, or no 32-bit integer, gives 0, which is no key.</summary>
    public static int Key(CborCursor cursor)
    {
        if (cursor.IsText)
        {
            cursor.Skip();
            return 0;
        }

        long key = cursor.Integer(long.MinValue, long.MaxValue, "a claim key");
        return key is >= int.MinValue and <= int.MaxValue ? (int)key : 0;
    }

    /// <summary>Reads a time: seconds since 1970 as an integer.</summary>
    public static DateTimeOffset Time(CborCursor cursor) =>
        DateTimeOffset.FromUnixTimeSeconds(cursor.Integer(0, EvidenceLimits.LastSecond, "seconds since 1970 as an integer"));

    /// <summary>Reads a UEID; null after a fault.</summary>
    public static Ueid? Ueid(CborCursor cursor)
    {
        ReadOnlyMemory<byte> bytes = cursor.Bytes(Eat.Ueid.LeastBytes, Eat.Ueid.MostBytes, "a UEID of 7 to 33 bytes");
        return Eat.Ueid.TryFromBytes(bytes.Span, out Ueid? ueid) ? ueid : null;
    }

    /// <summary>Reads <c>[version, 16384]</c>.</summary>
    public static string Version(CborCursor cursor)
    {
        cursor.EnterArray(2, 2, "a pair of version and scheme");
        string version = cursor.Text(Limits.VersionBytes, EatNames.IsVersion, "a semantic version 2.0");
        cursor.Integer(EvidenceProfile.SemanticVersionScheme, EvidenceProfile.SemanticVersionScheme, "version scheme 16384 (semver)");
        cursor.LeaveArray();
        return version;
    }

    /// <summary>Reads a name: visible ASCII without spaces.</summary>
    public static string Name(CborCursor cursor) => cursor.Text(EvidenceLimits.TextLength, EatNames.IsName, "a name in visible ASCII without spaces");

    /// <summary>Reads an array of one kind of element.</summary>
    public static List<T> List<T>(CborCursor cursor, int least, int most, string expected, Func<CborCursor, T> element)
    {
        List<T> list = [];
        int count = cursor.EnterArray(least, most, expected, hasRange: true);
        for (int i = 0; i < count && cursor.Fault is null; i++)
        {
            list.Add(element(cursor));
        }

        cursor.LeaveArray();
        return list;
    }
}
