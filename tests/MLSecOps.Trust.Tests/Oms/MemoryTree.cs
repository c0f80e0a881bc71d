using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Trust.Oms;

namespace MLSecOps.Trust.Tests.Oms;

/// <summary>A tree of files in memory, which notes what was opened.</summary>
internal sealed class MemoryTree : IOmsTree
{
    private readonly Dictionary<string, byte[]?> _files = [];

    public List<string> Opened { get; } = [];

    public bool IsSingleFile { get; init; }

    public IReadOnlyList<OmsTreeEntry> Entries => [.. _files.Select(file => new OmsTreeEntry(file.Key, file.Value is not null, file.Value?.Length ?? 0))];

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

    public IByteSource? Open(string path)
    {
        Opened.Add(path);
        return _files.GetValueOrDefault(path) is { } content ? new MemoryByteSource(content) : null;
    }
}
