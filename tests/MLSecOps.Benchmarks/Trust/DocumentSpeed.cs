using System.Diagnostics;
using System.Security.Cryptography;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Trust.Documents;

namespace MLSecOps.Benchmarks.Trust;

/// <summary>Head of a package, signature with its chain, and manifest of 100 files, in a process that has done it before.</summary>
internal static class DocumentSpeed
{
    private const int Files = 100;
    private const int Rounds = 300;

    public static IEnumerable<Figure> Measure(BenchSigner signer)
    {
        using MemoryStream package = new();
        signer.Write(package, [.. Enumerable.Range(0, Files).Select(i => ($"part-{i}.bin", (IByteSource)new MemoryByteSource(RandomNumberGenerator.GetBytes(100))))]);
        MemoryByteSource source = new(package.ToArray());
        List<double> milliseconds = [], kibibytes = [];
        for (int round = -Rounds; round < Rounds; round++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread(), began = Stopwatch.GetTimestamp();
            Judge(source, signer);
            if (round >= 0)
            {
                milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                kibibytes.Add((GC.GetAllocatedBytesForCurrentThread() - allocated) / 1024.0);
            }
        }

        string conditions = $"median of {Rounds} in a warm process; P-256, one intermediate";
        yield return new Figure("signature and manifest of 100 files", Median.Of(milliseconds), "ms", 2.0, Note: $"{conditions}; {Median.Of(kibibytes):F0} KiB allocated");
    }

    private static void Judge(MemoryByteSource source, BenchSigner signer)
    {
        bool fine = PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out _)
            && DocumentVerifier.Verify(envelope.Manifest.Span, envelope.Signature, signer.Policy.Publisher, signer.Time).Verdict is TrustVerdict.Trusted
            && ManifestParser.Parse(envelope.Manifest.Span).TryGet(out _, out _);
        if (!fine)
        {
            throw new InvalidOperationException("The bench's own manifest is not trusted.");
        }
    }
}
