using System.Diagnostics;
using System.Security.Cryptography;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Benchmarks.Trust;

/// <summary>A whole verification, from the first header to the last block, of 1 GiB in the page cache; openssl and fsverity hash the same file, in turns with it.</summary>
internal static class PackageSpeed
{
    private const int PayloadBytes = 1 << 30;
    private const int Rounds = 9;

    public static IEnumerable<Figure> Measure(string folder, BenchSigner signer)
    {
        string package = MakePackage(folder, signer);
        List<double> openssl = [], fsverity = [], all = [], one = [], program = [];
        for (int round = 0; round <= Rounds; round++)
        {
            double[] seconds =
            [
                Seconds(() => Programs.Run("openssl", "dgst", "-sha256", package)),
                Seconds(() => Verify(package, signer, Environment.ProcessorCount)),
                Seconds(() => Programs.Run("fsverity", "digest", package)),
                Seconds(() => Verify(package, signer, 1)),
                Seconds(() => Programs.Run(Programs.Cli, "model", "verify", package, "--anchors", Path.Combine(folder, "anchors.pem"))),
            ];
            // The first round warms caches and the just-in-time compiler.
            if (round > 0)
            {
                openssl.Add(seconds[0]);
                all.Add(seconds[1]);
                fsverity.Add(seconds[2]);
                one.Add(seconds[3]);
                program.Add(seconds[4]);
            }
        }

        File.Delete(package);
        string cores = $"{Environment.ProcessorCount} cores";
        yield return Times($"package of 1 GiB, {cores}", openssl, "`openssl dgst -sha256`", all, 2.0);
        yield return Times($"package of 1 GiB, {cores}", fsverity, "`fsverity digest`", all, 2.4);
        yield return Times("package of 1 GiB, one core", openssl, "`openssl dgst -sha256`", one, 1.1);
        yield return Times($"`mlsec model verify`, start to exit, {cores}", openssl, "`openssl dgst -sha256`", program, 2.0);
    }

    // Pairs of one round stand beside each other in time, so that what else the machine does weighs on both.
    private static Figure Times(string what, List<double> peer, string name, List<double> ours, double target)
    {
        double[] ratios = [.. peer.Zip(ours, (theirs, mine) => theirs / mine)];
        string conditions = $"{Speed(ours)}; page cache, median of {Rounds} pairs, {ratios.Min():F2} to {ratios.Max():F2}; the target is for 2 cores with nothing else to do";
        return new Figure($"{what}, times {name.Split(' ')[0].Trim('`')}", Median.Of(ratios), "x", target, AtLeast: true, Peer: $"{name} {Speed(peer)}", Note: conditions);
    }

    private static string Speed(List<double> seconds) => $"{PayloadBytes / Median.Of(seconds) / 1e9:F2} GB/s";

    private static string MakePackage(string folder, BenchSigner signer)
    {
        string payload = Path.Combine(folder, "payload"), package = Path.Combine(folder, "bench.mlpkg");
        using (FileStream output = File.Create(payload))
        {
            byte[] part = new byte[1 << 20];
            for (int written = 0; written < PayloadBytes; written += part.Length)
            {
                RandomNumberGenerator.Fill(part);
                output.Write(part);
            }
        }

        using (FileByteSource source = FileByteSource.Open(payload))
        using (FileStream output = File.Create(package))
        {
            signer.Write(output, [("model.bin", source)]);
        }

        File.Delete(payload);
        File.WriteAllText(Path.Combine(folder, "anchors.pem"), signer.AnchorPem);
        // What the kernel still has to write would take processor time from the first rounds.
        Programs.Run("sync");
        return package;
    }

    private static void Verify(string package, BenchSigner signer, int cores)
    {
        using FileByteSource source = FileByteSource.Open(package);
        if (signer.Verify(source, new ParallelBlockHasher(cores)).Verdict is not TrustVerdict.Trusted)
        {
            throw new InvalidOperationException("The bench's own package is not trusted.");
        }
    }

    private static double Seconds(Action work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
