using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Packages;
using MLSecOps.Trust.Oms;

namespace MLSecOps.Cli.Files;

/// <summary>What an OMS bundle in a package is about: the manifest and the payload, as they lie in a folder when the package is unpacked.</summary>
internal sealed class PackageTree(IByteSource package, PackageEnvelope envelope, PackageLayout layout) : IOmsTree
{
    /// <summary>What lies beside them and is not signed by the bundle: the other signature, the bundle itself, and indexes, which are hints.</summary>
    public static IReadOnlyList<string> NotSigned { get; } = [PackageNames.IndexFolder.TrimEnd('/'), PackageNames.OmsBundle, PackageNames.Signature];

    public IReadOnlyList<OmsTreeEntry> Entries { get; } =
    [
        new OmsTreeEntry(PackageNames.Manifest, true, envelope.Manifest.Length),
        .. layout.Files.Select(file => new OmsTreeEntry(file.File.Path, true, file.File.SizeBytes)),
    ];

    public bool IsSingleFile => false;

    public bool FollowsLinks => false;

    public IByteSource? Open(OmsTreeEntry entry)
    {
        if (entry.Path == PackageNames.Manifest)
        {
            return new MemoryByteSource(envelope.Manifest);
        }

        PackageMember payload = layout.Files.First(file => file.File.Path == entry.Path).Payload;
        return new ByteRange(package, payload.Offset, payload.Size);
    }
}
