namespace MLSecOps.Benchmarks.Footprint;

/// <summary>The sample model signed for several slots, with throw-away keys.</summary>
internal sealed record SamplePackages(string TrustFile, IReadOnlyList<string> Files, double ModelMegabytes)
{
    public static SamplePackages Make(string folder, int slots = 4)
    {
        string trust = Path.Combine(folder, "trust");
        string model = Path.Combine(Report.Root, "packaging/samples/fashion-mnist/model");
        Programs.Run(Programs.Cli, "trust", "init", trust, "--fleet", "bench");
        List<string> files = [];
        for (int slot = 1; slot <= slots; slot++)
        {
            string file = Path.Combine(folder, $"sample-{slot}-1.0.0.mlpkg");
            Programs.Run(Programs.Cli, "model", "pack", model, "-o", file, "--name", $"sample-{slot}", "--version", "1.0.0", "--release", "1");
            Programs.Run(Programs.Cli, "model", "sign", file, "--cert", Path.Combine(trust, "keys/publisher.pem"), "--key", Path.Combine(trust, "keys/publisher.key"));
            files.Add(file);
        }

        return new SamplePackages(Path.Combine(trust, "trust.toml"), files, new FileInfo(Path.Combine(model, "model.onnx")).Length / 1e6);
    }
}
