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
    private const int Pairs = 9;
    private const int MostPairs = 25;

    // A pair is quiet when everything else on the machine took less than this share of one core.
    private const double Quiet = 0.05;

    public static IEnumerable<Figure> Measure(string folder, BenchSigner signer)
    {
        string package = MakePackage(folder, signer), anchors = Path.Combine(folder, "anchors.pem");
        int cores = Environment.ProcessorCount;
        yield return Times($"package of 1 GiB, {cores} cores, times openssl", 2.0, OpenSsl(package), () => Verify(package, signer, cores));
        yield return Times($"package of 1 GiB, {cores} cores, times fsverity", 2.4, ("fsverity", ["digest", package]), () => Verify(package, signer, cores));
        yield return Times("package of 1 GiB, one core, times openssl", 1.1, OpenSsl(package), () => Verify(package, signer, 1));
        yield return Times($"`mlsec model verify`, start to exit, {cores} cores, times openssl", 2.0, OpenSsl(package), () => Programs.Run(Programs.Cli, "model", "verify", package, "--anchors", anchors));
        File.Delete(package);
    }

    private static (string Program, string[] Arguments) OpenSsl(string package) => ("openssl", ["dgst", "-sha256", package]);

    /// <summary>Both in turns, so that what else the machine does weighs on both; the quietest pairs count.</summary>
    private static Figure Times(string what, double target, (string Program, string[] Arguments) peer, Action ours)
    {
        List<Pair> all = [];
        Measure(peer, ours);
        while (all.Count < MostPairs && all.Count(pair => pair.Others < Quiet) < Pairs)
        {
            all.Add(Measure(peer, ours));
        }

        Pair[] best = [.. all.OrderBy(pair => pair.Others).Take(Pairs)];
        double[] ratios = [.. best.Select(pair => pair.Theirs / pair.Ours)];
        string busy = best[^1].Others < Quiet ? string.Empty : $"; the machine was busy: in the quietest {Pairs} of {all.Count} pairs others took up to {best[^1].Others * 100:F0} % of a core";
        string conditions = $"{Speed(best.Select(pair => pair.Ours))}; page cache, median of {Pairs} pairs, {ratios.Min():F2} to {ratios.Max():F2}{busy}";
        string named = $"`{peer.Program} {string.Join(' ', peer.Arguments[..^1])}` {Speed(best.Select(pair => pair.Theirs))}";
        return new Figure(what, Median.Of(ratios), "x", target, AtLeast: true, Peer: named, Note: conditions);
    }

    private static Pair Measure((string Program, string[] Arguments) peer, Action ours)
    {
        OtherLoad others = new();
        double theirs = Seconds(() => Programs.Run(peer.Program, peer.Arguments)), mine = Seconds(ours);
        return new Pair(theirs, mine, others.Seconds / (theirs + mine));
    }

    private static string Speed(IEnumerable<double> seconds) => $"{PayloadBytes / Median.Of(seconds) / 1e9:F2} GB/s";

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

    /// <summary>Seconds that each took, and how much of one core everything else on the machine had meanwhile.</summary>
    private readonly record struct Pair(double Theirs, double Ours, double Others);
}
