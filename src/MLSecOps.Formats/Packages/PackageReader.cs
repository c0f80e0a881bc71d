using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Tar;
using MLSecOps.Formats.Verity;

namespace MLSecOps.Formats.Packages;

/// <summary>Reads the structure of a package (design §4). It judges form only; whether to believe the content is for <c>Trust</c>.</summary>
/// <remarks>Two steps, so that nothing behind the signature is read before the signature is judged: <see cref="ReadEnvelope"/>, then <see cref="ReadLayout"/>.</remarks>
public static class PackageReader
{
    /// <summary>Reads manifest, signature and, if present, the place of the OMS bundle.</summary>
    /// <param name="source">The package; untrusted. At most 1 MiB + 64 KiB of it are kept.</param>
    public static Parsed<PackageEnvelope> ReadEnvelope(IByteSource source)
    {
        TarCursor cursor = new(source, 0);
        if (!cursor.Next().TryGet(out PackageMember? manifest, out FormatFault? fault))
        {
            return fault;
        }

        if (manifest.Name != PackageNames.Manifest)
        {
            return Unexpected(0, PackageNames.Manifest, manifest.Name);
        }

        if (manifest.Size > Limits.DocumentBytes)
        {
            return TooLarge(PackageReasons.DocumentTooLarge, manifest, Limits.DocumentBytes);
        }

        if (!cursor.Content(manifest).TryGet(out ReadOnlyMemory<byte> document, out fault))
        {
            return fault;
        }

        long signatureOffset = cursor.Position;
        ReadOnlyMemory<byte>? signature = null;
        if (!TakeIf(cursor, PackageNames.Signature, out PackageMember? member, out fault))
        {
            return fault!;
        }

        if (member is not null)
        {
            if (member.Size > Limits.CmsBytes)
            {
                return TooLarge(SignatureReasons.TooLarge, member, Limits.CmsBytes);
            }

            if (!cursor.Content(member).TryGet(out ReadOnlyMemory<byte> cms, out fault))
            {
                return fault;
            }

            signature = cms;
        }

        if (!TakeIf(cursor, PackageNames.OmsBundle, out PackageMember? oms, out fault))
        {
            return fault!;
        }

        return oms?.Size > Limits.PackageOmsBytes
            ? TooLarge(PackageReasons.MemberSize, oms, Limits.PackageOmsBytes)
            : new PackageEnvelope(document, signature, oms, signatureOffset, cursor.Position);
    }

    /// <summary>Reads the OMS bundle whole.</summary>
    /// <param name="source">The package; untrusted.</param>
    /// <param name="bundle">Where <see cref="ReadEnvelope"/> found it in the same source.</param>
    public static Parsed<ReadOnlyMemory<byte>> ReadOmsBundle(IByteSource source, PackageMember bundle) => new TarCursor(source, 0).Content(bundle);

    /// <summary>Finds every index and payload file that the manifest names, in its order and with its sizes, and checks that nothing else is there.</summary>
    /// <param name="source">The package; untrusted.</param>
    /// <param name="envelope">What <see cref="ReadEnvelope"/> gave for the same source.</param>
    /// <param name="manifest">The manifest as parsed from <see cref="PackageEnvelope.Manifest"/>.</param>
    /// <remarks>Reads headers, padding and the end only: at most 2 KiB per file.</remarks>
    public static Parsed<PackageLayout> ReadLayout(IByteSource source, PackageEnvelope envelope, ModelManifest manifest)
    {
        TarCursor cursor = new(source, envelope.BodyOffset);
        PackageMember[] indexes = new PackageMember[manifest.Files.Count];
        for (int i = 0; i < indexes.Length; i++)
        {
            ManifestFile file = manifest.Files[i];
            long header = cursor.Position;
            if (!TakeExpected(cursor, PackageNames.IndexOf(file.Path)).TryGet(out PackageMember? index, out FormatFault? fault))
            {
                return fault;
            }

            long blocks = VerityGeometry.BlocksOf(file.SizeBytes);
            if (index.Size != blocks * 32 && index.Size != blocks * 36)
            {
                return new FormatFault(PackageReasons.MemberSize, header, $"{blocks * 32} or {blocks * 36} bytes of {index.Name}", $"{index.Size} bytes");
            }

            indexes[i] = index;
        }

        PackageFile[] files = new PackageFile[manifest.Files.Count];
        for (int i = 0; i < files.Length; i++)
        {
            ManifestFile file = manifest.Files[i];
            long header = cursor.Position;
            if (!TakeExpected(cursor, file.Path).TryGet(out PackageMember? payload, out FormatFault? fault))
            {
                return fault;
            }

            if (payload.Size != file.SizeBytes)
            {
                return new FormatFault(PackageReasons.MemberSize, header, $"{file.SizeBytes} bytes of {file.Path}", $"{payload.Size} bytes");
            }

            files[i] = new PackageFile(file, indexes[i], payload);
        }

        if (!cursor.AtEnd() && cursor.Peek().TryGet(out TarHeader extra, out _))
        {
            return Unexpected(cursor.Position, "the end of the package", extra.Name);
        }

        return cursor.End() is { } bad ? bad : new PackageLayout(files);
    }

    private static bool TakeIf(TarCursor cursor, string name, out PackageMember? member, out FormatFault? fault)
    {
        member = null;
        fault = null;
        if (cursor.AtEnd())
        {
            return true;
        }

        if (!cursor.Peek().TryGet(out TarHeader next, out fault))
        {
            return false;
        }

        return next.Name != name || cursor.Next().TryGet(out member, out fault);
    }

    private static Parsed<PackageMember> TakeExpected(TarCursor cursor, string name)
    {
        long header = cursor.Position;
        if (cursor.AtEnd())
        {
            return new FormatFault(PackageReasons.MemberMissing, header, name, "the end of the package");
        }

        if (!cursor.Peek().TryGet(out TarHeader next, out FormatFault? fault))
        {
            return fault;
        }

        return next.Name == name ? cursor.Next() : Unexpected(header, name, next.Name);
    }

    private static FormatFault Unexpected(long offset, string expected, string found) => new(PackageReasons.MemberUnexpected, offset, expected, found);

    private static FormatFault TooLarge(Reason reason, PackageMember member, long limit) =>
        new(reason, member.Offset - TarHeader.BlockSize, $"at most {limit} bytes of {member.Name}", $"{member.Size} bytes");
}
