using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Tar;
using MLSecOps.Formats.Verity;

namespace MLSecOps.Formats.Packages;

/// <summary>Writes packages: the same input gives the same bytes.</summary>
public static class PackageWriter
{
    private static readonly byte[] Zeros = new byte[TarHeader.EndSize];

    /// <summary>Writes a whole package.</summary>
    /// <param name="output">Receives the package; not closed, not flushed.</param>
    /// <param name="manifest">Exact bytes of the manifest.</param>
    /// <param name="signature">The detached CMS over it; null leaves the package unsigned.</param>
    /// <param name="payload">The files, in manifest order.</param>
    /// <param name="hasher">Hashes blocks.</param>
    /// <param name="cancellation">Stops between windows; what was written is then not a package.</param>
    /// <exception cref="InvalidDataException">A file is not what its entry in the manifest says: it changed since it was measured.</exception>
    /// <remarks>Each file is read twice, for its index and for its content, and measured both times.</remarks>
    public static void Write(
        Stream output,
        ReadOnlyMemory<byte> manifest,
        ReadOnlyMemory<byte>? signature,
        IReadOnlyList<PackagePayload> payload,
        IBlockHasher hasher,
        CancellationToken cancellation)
    {
        WriteMember(output, PackageNames.Manifest, manifest.Span);
        if (signature is { } cms)
        {
            WriteMember(output, PackageNames.Signature, cms.Span);
        }

        foreach (PackagePayload file in payload)
        {
            long size = VerityGeometry.LeafBytesOf(file.File.SizeBytes);
            WriteHeader(output, PackageNames.IndexOf(file.File.Path), size);
            Copy(file, hasher, (_, leaves) => output.Write(leaves.Span), cancellation);
            WritePadding(output, size);
        }

        foreach (PackagePayload file in payload)
        {
            WriteHeader(output, file.File.Path, file.File.SizeBytes);
            Copy(file, hasher, (bytes, _) => output.Write(bytes.Span), cancellation);
            WritePadding(output, file.File.SizeBytes);
        }

        output.Write(Zeros);
    }

    /// <summary>Copies a package, putting in or replacing its signature and leaving every other byte as it is.</summary>
    /// <param name="output">Receives the package; not closed, not flushed.</param>
    /// <param name="package">The package; its envelope has been read.</param>
    /// <param name="envelope">What <see cref="PackageReader.ReadEnvelope"/> gave for it.</param>
    /// <param name="signature">The detached CMS.</param>
    /// <param name="cancellation">Stops between windows.</param>
    /// <exception cref="EndOfStreamException">The package became shorter while it was read.</exception>
    public static void WriteSigned(Stream output, IByteSource package, PackageEnvelope envelope, ReadOnlyMemory<byte> signature, CancellationToken cancellation)
    {
        CopyRange(output, package, 0, envelope.SignatureOffset, cancellation);
        WriteMember(output, PackageNames.Signature, signature.Span);
        long rest = envelope.OmsBundle is { } oms ? oms.Offset - TarHeader.BlockSize : envelope.BodyOffset;
        CopyRange(output, package, rest, package.Length, cancellation);
    }

    /// <summary>Copies a package, putting in or replacing its OMS bundle and leaving every other byte as it is.</summary>
    /// <param name="output">Receives the package; not closed, not flushed.</param>
    /// <param name="package">The package; its envelope has been read.</param>
    /// <param name="envelope">What <see cref="PackageReader.ReadEnvelope"/> gave for it.</param>
    /// <param name="bundle">The OMS bundle, at most <see cref="Limits.PackageOmsBytes"/>.</param>
    /// <param name="cancellation">Stops between windows.</param>
    /// <exception cref="EndOfStreamException">The package became shorter while it was read.</exception>
    public static void WriteBundled(Stream output, IByteSource package, PackageEnvelope envelope, ReadOnlyMemory<byte> bundle, CancellationToken cancellation)
    {
        CopyRange(output, package, 0, envelope.OmsBundle is { } oms ? oms.Offset - TarHeader.BlockSize : envelope.BodyOffset, cancellation);
        WriteMember(output, PackageNames.OmsBundle, bundle.Span);
        CopyRange(output, package, envelope.BodyOffset, package.Length, cancellation);
    }

    private static void Copy(PackagePayload file, IBlockHasher hasher, Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> visit, CancellationToken cancellation)
    {
        bool same = file.Content.Length == file.File.SizeBytes
            && VerityDigester.Measure(file.Content, hasher, visit, cancellation) == file.File.FsVerity;
        if (!same)
        {
            throw new InvalidDataException($"{file.File.Path} changed while it was packed.");
        }
    }

    private static void CopyRange(Stream output, IByteSource source, long from, long to, CancellationToken cancellation)
    {
        byte[] buffer = new byte[(int)Math.Min(Limits.WindowBytes, to - from)];
        while (from < to)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = source.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from)));
            if (count == 0)
            {
                throw new EndOfStreamException($"The package ended at byte {from}.");
            }

            output.Write(buffer, 0, count);
            from += count;
        }
    }

    private static void WriteMember(Stream output, string name, ReadOnlySpan<byte> content)
    {
        WriteHeader(output, name, content.Length);
        output.Write(content);
        WritePadding(output, content.Length);
    }

    private static void WriteHeader(Stream output, string name, long size)
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        new TarHeader(name, size).Write(block);
        output.Write(block);
    }

    private static void WritePadding(Stream output, long size) => output.Write(Zeros, 0, TarHeader.PaddingOf(size));
}
