using System.Diagnostics;
using System.Security.Cryptography;
using MLSecOps.Formats.Verity;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Benchmarks.Footprint;

/// <summary>fs-verity digest of a cached file against one flat SHA-256 by openssl: same file, same run, taken in turns.</summary>
internal static class TreeHash
{
    private const int Bytes = 256 << 20;
    private const int Rounds = 7;

    public static IEnumerable<Figure> Measure(string folder)
    {
        string file = Path.Combine(folder, "payload");
        byte[] content = new byte[Bytes];
        RandomNumberGenerator.Fill(content);
        File.WriteAllBytes(file, content);

        List<double> openssl = [], all = [], one = [];
        for (int round = 0; round <= Rounds; round++)
        {
            double[] seconds =
            [
                Seconds(() => Programs.Run("openssl", "dgst", "-sha256", file)),
                Seconds(() => Digest(file, Environment.ProcessorCount)),
                Seconds(() => Digest(file, 1)),
            ];
            // The first round warms caches and the just-in-time compiler.
            if (round > 0)
            {
                openssl.Add(seconds[0]);
                all.Add(seconds[1]);
                one.Add(seconds[2]);
            }
        }

        File.Delete(file);
        string peer = $"`openssl dgst -sha256` {Speed(openssl)}";
        string conditions = $"256 MiB in the page cache, medians of {Rounds} in turns; budget is for 2 cores, here {Environment.ProcessorCount}";
        yield return new Figure("tree verification, all cores, times openssl", Median.Of(openssl) / Median.Of(all), "x", 2.0, AtLeast: true, Peer: peer, Note: $"{Speed(all)}; {conditions}");
        yield return new Figure("tree verification, one core, times openssl", Median.Of(openssl) / Median.Of(one), "x", 1.1, AtLeast: true, Peer: peer, Note: $"{Speed(one)}; {conditions}");
    }

    private static string Speed(List<double> seconds) => $"{Bytes / Median.Of(seconds) / 1e9:F2} GB/s";

    private static void Digest(string file, int cores)
    {
        using FileByteSource source = FileByteSource.Open(file);
        VerityDigester.Measure(source, new ParallelBlockHasher(cores), visit: null, CancellationToken.None);
    }

    private static double Seconds(Action work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
