namespace MLSecOps.Formats.Packages;

/// <summary>The rules for paths inside a package (design §4).</summary>
/// <remarks>
/// Printable ASCII without <c>\ : * ? " &lt; &gt; |</c> and without leading or trailing space in a component, so that a path means
/// the same on every file system and in every shell transcript; at most 100 bytes; <c>/</c>-separated; no component is empty,
/// <c>.</c> or <c>..</c> or ends in a dot; the first component is neither <c>index</c> nor <c>manifest.</c>something, in any case of letters.
/// </remarks>
public static class PackagePath
{
    private const string Forbidden = "\\:*?\"<>|";

    /// <summary>True when the path may name a payload file.</summary>
    /// <param name="path">Untrusted.</param>
    public static bool IsValid(string path)
    {
        if (path.Length is 0 or > Limits.PathBytes || path.AsSpan().ContainsAnyExceptInRange(' ', '~') || path.AsSpan().ContainsAny(Forbidden))
        {
            return false;
        }

        foreach (Range range in path.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> component = path.AsSpan(range);
            if (component.IsEmpty || component[0] == ' ' || component[^1] is ' ' or '.')
            {
                return false;
            }
        }

        return !IsReserved(path);
    }

    /// <summary>True when the format keeps the path for itself: <c>manifest.*</c>, <c>index</c> and <c>index/…</c>, in any case of letters.</summary>
    public static bool IsReserved(string path) =>
        path.StartsWith("manifest.", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("index/", StringComparison.OrdinalIgnoreCase)
        || path.Equals("index", StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds two paths that collide: equal under case folding, or one a folder of the other.</summary>
    /// <param name="paths">Valid paths.</param>
    /// <returns>The position of the later of the two, or -1.</returns>
    public static int FindConflict(IReadOnlyList<string> paths)
    {
        // Value: true for a file, false for a folder on the way to one.
        Dictionary<string, bool> taken = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < paths.Count; i++)
        {
            string path = paths[i];
            for (int slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                if (!taken.TryAdd(path[..slash], false) && taken[path[..slash]])
                {
                    return i;
                }
            }

            if (!taken.TryAdd(path, true))
            {
                return i;
            }
        }

        return -1;
    }
}
