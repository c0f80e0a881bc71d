using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Inference;

namespace MLSecOps.Hub.Challenges;

/// <summary>A package of the hub's own store, opened to read from. Its signatures were verified when it was pushed; it still has to be the one of its name.</summary>
internal sealed class KeptPackage : IDisposable
{
    private readonly FileByteSource _source;
    private readonly PackageLayout _layout;

    private KeptPackage(FileByteSource source, ModelManifest manifest, PackageLayout layout) => (_source, Manifest, _layout) = (source, manifest, layout);

    /// <summary>Its manifest.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Opens a package; null when it is not there, or not what it should be.</summary>
    /// <param name="path">Where the store has it.</param>
    /// <param name="manifest">Digest of its manifest.</param>
    public static KeptPackage? Open(string path, Sha256Digest manifest)
    {
        FileByteSource? source = null;
        try
        {
            source = FileByteSource.Open(path);
            if (PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out _)
                && Sha256Digest.Of(envelope.Manifest.Span) == manifest
                && ManifestParser.Parse(envelope.Manifest.Span).TryGet(out ModelManifest? read, out _)
                && PackageReader.ReadLayout(source, envelope, read).TryGet(out PackageLayout? layout, out _))
            {
                KeptPackage package = new(source, read, layout);
                source = null;
                return package;
            }

            return null;
        }
        catch (IOException)
        {
            return null;
        }
        finally
        {
            source?.Dispose();
        }
    }

    /// <summary>One file of it; this object keeps it open.</summary>
    public IByteSource this[ManifestFile file] => new ByteRange(_source, _layout.Files.First(each => each.File == file).Payload.Offset, file.SizeBytes);

    /// <summary>Its suite; null where it has none that can be read.</summary>
    public SanitySuite? ReadSuite()
    {
        if (PackagedModel.SuiteOf(Manifest) is not { SizeBytes: <= JobLimits.SuiteBytes } file)
        {
            return null;
        }

        byte[] content = new byte[file.SizeBytes];
        int read = this[file].Read(0, content);
        return SanitySuiteParser.Parse(content.AsSpan(0, read)).TryGet(out SanitySuite? suite, out _) ? suite : null;
    }

    public void Dispose() => _source.Dispose();
}
