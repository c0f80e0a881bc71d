using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Benchmarks.Footprint;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>What the verified open costs an application of the shipped agent.</summary>
internal static class OpenModelBench
{
    private const int ModelBytes = 100 << 20;
    private const int Firsts = 7;
    private const int Agains = 200;

    /// <summary>The figures.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using BenchFolder folder = new();
        string model = Path.Combine(folder.Path, "model/model.onnx");
        string package = Make(folder.Path, model);
        List<double> first = [], openssl = [], ratios = [];
        for (int i = 0; i < Firsts; i++)
        {
            // By turns, so that what else the machine does falls on both. Another agent each time: its copy is gone, and the file is in the page cache either way.
            string own = Path.Combine(folder.Path, i.ToString(CultureInfo.InvariantCulture));
            Directory.CreateDirectory(own);
            using RunningAgent agent = new(own, Path.Combine(folder.Path, "trust/trust.toml"), update: "allow_opaque = true");
            await agent.InstallAsync(package, 1);
            // What the agent still does after an install, such as looking at the new folder, takes the cores that are measured.
            await Task.Delay(1000);
            openssl.Add(Time(() => Programs.Run("openssl", "dgst", "-sha256", model)));
            first.Add(await OpenAsync(own));
            ratios.Add(first[^1] / openssl[^1]);
            if (i == Firsts - 1)
            {
                List<double> again = [];
                for (int n = 0; n < Agains; n++)
                {
                    again.Add(await OpenAsync(own));
                }

                again.Sort();
                return
                [
                    new Figure("OpenModel, first open of 100 MiB", Median.Of(first), "ms", null, Peer: $"openssl dgst -sha256, whole process: {Median.Of(openssl):F0} ms, by turns in the same run", Note: $"{Firsts} agents"),
                    new Figure("the same, beside openssl dgst -sha256", Median.Of(ratios), "x", 1.3, Peer: "openssl reads and hashes; the open copies, seals and hashes", Note: "median of the ratios; both cores hash, one copies"),
                    new Figure("OpenModel, the same release again", Median.Of(again), "ms", 1, Note: $"{Agains} opens, a connection each; 99th percentile {again[(Agains * 99 / 100) - 1]:F2} ms"),
                ];
            }
        }

        throw new InvalidOperationException("no round was the last; this is a bug");
    }

    private static string Make(string folder, string model)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(model)!);
        File.WriteAllBytes(model, RandomNumberGenerator.GetBytes(ModelBytes));
        string package = Path.Combine(folder, "big.mlpkg");
        Programs.Run(Programs.Cli, "trust", "init", Path.Combine(folder, "trust"), "--fleet", "bench");
        Programs.Run(Programs.Cli, "model", "pack", Path.GetDirectoryName(model)!, "-o", package, "--name", "big", "--version", "1.0.0", "--release", "1", "--format", "opaque");
        Programs.Run(Programs.Cli, "model", "sign", package, "--cert", Path.Combine(folder, "trust/keys/publisher.pem"), "--key", Path.Combine(folder, "trust/keys/publisher.key"));
        return package;
    }

    private static async Task<double> OpenAsync(string folder)
    {
        long began = Stopwatch.GetTimestamp();
        using Socket agent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await agent.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder, "run/io.mlsec.Agent")));
        agent.Send(VarlinkMessage.Call(AgentInterface.OpenModel, new OpenModelParameters("big"), VarlinkJson.Default.OpenModelParameters));
        byte[] reply = new byte[64 << 10];
        int filled = 0;
        List<SafeFileHandle> descriptors = [];
        while (filled == 0 || reply[filled - 1] != 0)
        {
            filled += DescriptorPassing.Receive(agent, reply.AsSpan(filled), descriptors, 8);
        }

        double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (descriptors.Count == 0 || RandomAccess.GetLength(descriptors[0]) != ModelBytes)
        {
            throw new InvalidOperationException("the agent did not hand the model out");
        }

        descriptors.ForEach(descriptor => descriptor.Dispose());
        return took;
    }

    private static double Time(Action action)
    {
        long began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
