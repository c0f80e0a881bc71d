using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>Two generations of one value in two files, the older one overwritten, each replaced whole (design §6). One writer.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="name">Name of the files, before <c>.0</c> and <c>.1</c>.</param>
/// <param name="magic">First word of each.</param>
/// <param name="maxBytes">Largest accepted file.</param>
internal sealed class GenerationPair(string folder, string name, string magic, int maxBytes)
{
    private long _newest;

    /// <summary>Reads both.</summary>
    /// <param name="decode">Reads a body; null when it is damaged.</param>
    /// <param name="damaged">How many files are there and do not decode.</param>
    /// <returns>What decoded, the newest first.</returns>
    public IReadOnlyList<T> Load<T>(Func<ReadOnlyMemory<byte>, T?> decode, out int damaged)
        where T : class
    {
        string[] files = [.. new[] { PathOf(0), PathOf(1) }.Where(File.Exists)];
        List<(long Number, T Value)> valid = [];
        foreach (string file in files)
        {
            if (Read(file) is { } generation && decode(generation.Body) is { } value)
            {
                valid.Add((generation.Number, value));
            }
        }

        valid.Sort((one, other) => other.Number.CompareTo(one.Number));
        _newest = valid.Count == 0 ? 0 : valid[0].Number;
        damaged = files.Length - valid.Count;
        return [.. valid.Select(each => each.Value)];
    }

    /// <summary>Writes what loading made of both, where it is not in both: a power cut between the two writes of a floor leaves it in one file only, and losing that one later would bring the old floor back.</summary>
    /// <returns>False when the disk refuses.</returns>
    public bool TryHeal(ReadOnlySpan<byte> body)
    {
        try
        {
            Write(body);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Writes the next generation, durably.</summary>
    /// <exception cref="IOException">The disk refused; the generations are as before.</exception>
    public void Write(ReadOnlySpan<byte> body)
    {
        long next = _newest + 1;
        AtomicFile.Write(PathOf(next % 2), Generation.Encode(magic, next, body));
        _newest = next;
    }

    private string PathOf(long number) => Path.Combine(folder, $"{name}.{number}");

    private Generation? Read(string file)
    {
        try
        {
            using FileByteSource source = FileByteSource.Open(file);
            if (source.Length > maxBytes)
            {
                return null;
            }

            byte[] content = new byte[source.Length];
            return source.Read(0, content) == content.Length ? Generation.Decode(magic, content) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
