using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;

namespace MLSecOps.Cli.Tests;

/// <summary>A signed package whose one payload file is of zeros: of any size in a second, and with hardly a block on the disk.</summary>
internal static class SparsePackage
{
    /// <summary>Writes the package.</summary>
    /// <param name="path">The package.</param>
    /// <param name="size">Bytes of payload.</param>
    /// <param name="authority">Issues the signer.</param>
    public static void Write(string path, long size, SigningAuthority authority)
    {
        Zeros content = new(size);
        ZeroHasher hasher = new();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        ManifestFile file = new("model.bin", FileRole.Model, size, VerityDigester.Measure(content, hasher, null, default));
        ModelManifest manifest = new("large", "1.0.0", 1, ModelFormat.Opaque, [], now.AddDays(-1), now.AddDays(30), [], null, [file], null);
        ReadOnlyMemory<byte> document = Ok(ManifestWriter.Write(manifest));
        ReadOnlyMemory<byte> signature = Ok(DocumentSigner.Sign(document.Span, authority.Issue(), [], now));
        using HoleStream output = new(path);
        PackageWriter.Write(output, document, signature, [new PackagePayload(file, content)], hasher, default);
    }

    private static T Ok<T>(Parsed<T> parsed)
        where T : notnull =>
        parsed.Match(value => value, fault => throw new InvalidOperationException($"{fault.Reason} at {fault.Offset}"));

    private sealed class Zeros(long length) : IByteSource
    {
        public long Length => length;

        public int Read(long offset, Span<byte> destination)
        {
            int count = (int)Math.Clamp(length - offset, 0, destination.Length);
            destination[..count].Clear();
            return count;
        }
    }

    /// <summary>Every block of zeros has the same hash, a short last one included: it is padded with zeros.</summary>
    private sealed class ZeroHasher : IBlockHasher
    {
        private readonly byte[] _hash = Convert.FromHexString(Sha256Digest.Of(new byte[VerityGeometry.BlockSize]).Hex);

        public void ReadAndHash(IByteSource source, long origin, long offset, Memory<byte> window, Memory<byte> leaves)
        {
            window.Span.Clear();
            for (Span<byte> rest = leaves.Span; !rest.IsEmpty; rest = rest[_hash.Length..])
            {
                _hash.CopyTo(rest);
            }
        }
    }

    /// <summary>Leaves holes where zeros are written.</summary>
    private sealed class HoleStream(string path) : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None)
    {
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.ContainsAnyExcept((byte)0))
            {
                base.Write(buffer.ToArray(), 0, buffer.Length);
            }
            else
            {
                SetLength(Position + buffer.Length);
                Position += buffer.Length;
            }
        }
    }
}
