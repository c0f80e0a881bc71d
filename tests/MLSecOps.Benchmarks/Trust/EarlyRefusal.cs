using System.Security.Cryptography;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Digests;

namespace MLSecOps.Benchmarks.Trust;

/// <summary>How much of a package is read when the first block of its payload is wrong.</summary>
internal static class EarlyRefusal
{
    private const int PayloadBytes = 64 << 20;

    public static Figure Measure(BenchSigner signer)
    {
        byte[] content = RandomNumberGenerator.GetBytes(PayloadBytes);
        using MemoryStream package = new();
        signer.Write(package, [("model.bin", new MemoryByteSource(content))]);
        // Payload, padded to 512, and the two blocks that close the package.
        long payload = package.Length - 1024 - PayloadBytes;
        package.GetBuffer()[payload] ^= 1;
        PayloadMeter source = new(new MemoryByteSource(package.GetBuffer().AsMemory(0, (int)package.Length)), payload);
        if (signer.Verify(source, new ParallelBlockHasher()).Verdict is not TrustVerdict.Rejected)
        {
            throw new InvalidOperationException("A wrong block was not refused.");
        }

        return new Figure(
            "payload read before a wrong first block is refused", source.BytesRead / (double)(1 << 20), "MiB", 2.0, Note: "of 64 MiB; everything before the payload is header");
    }

    /// <summary>Counts what is read from the payload on.</summary>
    private sealed class PayloadMeter(IByteSource package, long payload) : IByteSource
    {
        private long _read;

        public long BytesRead => Interlocked.Read(ref _read);

        public long Length => package.Length;

        public int Read(long offset, Span<byte> destination)
        {
            int count = package.Read(offset, destination);
            Interlocked.Add(ref _read, Math.Clamp(offset + count - payload, 0, count));
            return count;
        }
    }
}
