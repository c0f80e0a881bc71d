using System.Globalization;

namespace MLSecOps.Linux.Memory;

/// <summary>How much more memory this process may take before the kernel ends somebody for it.</summary>
/// <remarks>
/// The least of what the machine has available (/proc/meminfo, MemAvailable) and what each control group above this process
/// still allows (cgroup v2: memory.max less memory.current, plus file pages that can be given up). Memory files count to the group that filled
/// them, whoever holds them. An estimate: others take memory at the same time.
/// </remarks>
public static class MemoryRoom
{
    private const string Groups = "/sys/fs/cgroup";

    /// <summary>Bytes; <see cref="long.MaxValue"/> when nothing could be read.</summary>
    public static long Bytes() => Of("/proc/meminfo", "/proc/self/cgroup", Groups);

    internal static long Of(string machine, string membership, string groups)
    {
        long room = Kibibytes(Find(machine, "MemAvailable:")) ?? long.MaxValue;
        string? path = Lines(membership).FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        for (; !string.IsNullOrEmpty(path); path = path.Length > 1 ? Path.GetDirectoryName(path) : null)
        {
            string group = groups + path.TrimEnd('/');
            if (Number(Lines(group + "/memory.max").FirstOrDefault()) is { } most && Number(Lines(group + "/memory.current").FirstOrDefault()) is { } taken)
            {
                long reclaimable = (Number(Find(group + "/memory.stat", "inactive_file ")) ?? 0) + (Number(Find(group + "/memory.stat", "active_file ")) ?? 0);
                room = Math.Min(room, Math.Max(0, most - taken + reclaimable));
            }
        }

        return room;
    }

    private static string? Find(string file, string name) =>
        Lines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    private static long? Kibibytes(string? text) => Number(text?.Replace("kB", "", StringComparison.Ordinal)) * 1024;

    private static long? Number(string? text) => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
