using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Trust.Oms;

namespace MLSecOps.Trust.Tests.Oms;

/// <summary>A tree of files in memory, which notes what was opened.</summary>
internal sealed class MemoryTree : IOmsTree
{
    private readonly Dictionary<string, byte[]?> _files = [];

    public List<string> Opened { get; } = [];

    /// <summary>Which of the files are reached through links.</summary>
    public HashSet<string> Links { get; } = [];

    public bool IsSingleFile { get; init; }

    public bool FollowsLinks { get; init; }

    /// <summary>Listed behind the files, as names that are no UTF-8 are.</summary>
    public List<OmsTreeEntry> Others { get; } = [];

    public IReadOnlyList<OmsTreeEntry> Entries =>
        [.. _files.Select(file => new OmsTreeEntry(file.Key, file.Value is not null, file.Value?.Length ?? 0) { IsLink = Links.Contains(file.Key) }), .. Others];

    public static MemoryTree Of(string folder)
    {
        MemoryTree tree = new();
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "model.sig"))
        {
            tree._files[Path.GetRelativePath(folder, file)] = File.ReadAllBytes(file);
        }

        return tree;
    }

    public MemoryTree With(string path, string? content)
    {
        _files[path] = content is null ? null : Encoding.UTF8.GetBytes(content);
        return this;
    }

    public MemoryTree Without(string path)
    {
        _files.Remove(path);
        return this;
    }

    public IByteSource? Open(OmsTreeEntry entry)
    {
        Opened.Add(entry.Path);
        return _files.GetValueOrDefault(entry.Path) is { } content ? new MemoryByteSource(content) : null;
    }
}
