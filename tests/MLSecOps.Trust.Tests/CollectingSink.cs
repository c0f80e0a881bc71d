using MLSecOps.Core.Packages;
using MLSecOps.Trust.Packages;

namespace MLSecOps.Trust.Tests;

/// <summary>Keeps what was verified.</summary>
internal sealed class CollectingSink : IPayloadSink
{
    private MemoryStream _content = new();
    private string _path = "";

    public List<(string Path, byte[] Content)> Files { get; } = [];

    public long BytesWritten { get; private set; }

    public void Begin(ManifestFile file) => (_path, _content) = (file.Path, new MemoryStream());

    public void Write(ReadOnlyMemory<byte> verified)
    {
        BytesWritten += verified.Length;
        _content.Write(verified.Span);
    }

    public void End() => Files.Add((_path, _content.ToArray()));
}
