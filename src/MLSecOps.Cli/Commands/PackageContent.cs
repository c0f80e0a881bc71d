using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;

namespace MLSecOps.Cli.Commands;

/// <summary>Checks that a package holds what its manifest says, whoever signed: nobody signs what every device would refuse, or rehearses other bytes than the stated ones.</summary>
internal static class PackageContent
{
    public static PackageLayout Check(IByteSource source, string path, PackageHead head, IBlockHasher hasher, CancellationToken cancellationToken)
    {
        if (!PackageReader.ReadLayout(source, head.Envelope, head.Manifest).TryGet(out PackageLayout? layout, out FormatFault? fault))
        {
            throw PackageHead.Refused(path, fault);
        }

        foreach (PackageFile file in layout.Files)
        {
            Check(source, path, file, hasher, cancellationToken);
        }

        return layout;
    }

    private static void Check(IByteSource source, string path, PackageFile file, IBlockHasher hasher, CancellationToken cancellationToken)
    {
        byte[] index = [];
        long offset = file.Index.Offset, done = 0;
        bool same = true;
        long? wrongHint = null;
        ByteRange content = new(source, file.Payload.Offset, file.Payload.Size);
        Sha256Digest measured = VerityDigester.Measure(content, hasher, Compare, cancellationToken);
        ManifestFile stated = file.File;
        if (measured != stated.FsVerity)
        {
            throw PackageHead.Refused(path, new FormatFault(PackageReasons.PayloadMismatch, file.Payload.Offset, $"{stated.FsVerity} of {stated.Path}", measured.ToString()));
        }

        if (!same)
        {
            throw PackageHead.Refused(path, new FormatFault(PackageReasons.IndexMismatch, file.Index.Offset, $"the block hashes of {stated.Path}"));
        }

        if (wrongHint is { } wrong)
        {
            throw PackageHead.Refused(path, new FormatFault(PackageReasons.HintMismatch, file.Payload.Offset + wrong, $"the block's checksum in the index of {stated.Path}"));
        }

        void Compare(ReadOnlyMemory<byte> window, ReadOnlyMemory<byte> leaves)
        {
            Array.Resize(ref index, leaves.Length);
            same &= source.Read(offset, index) == leaves.Length && leaves.Span.SequenceEqual(index);
            offset += leaves.Length;
            wrongHint ??= PackageHints.FindWrong(source, file, done, window.Span);
            done += window.Length;
        }
    }
}
