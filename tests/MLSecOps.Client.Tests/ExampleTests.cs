using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.TestKit;

namespace MLSecOps.Client.Tests;

/// <summary>Each client's example, as it is shipped, runs a real model: it says what the others say, and the agent sees what it saw and said.</summary>
public sealed class ExampleTests
{
    private const int Rows = 100;
    private const int Width = 91;
    private const ulong Token = 0x5eed_0000_0000_0001;

    [Theory]
    [InlineData("csharp")]
    [InlineData("python")]
    [InlineData("c")]
    public async Task An_example_runs_a_real_model_and_answers_a_canary_unasked(string client)
    {
        string? tabular = SharedVectors.Find("ml/tabular");
        Assert.SkipWhen(tabular is null, SharedVectors.Absent);
        using var folder = new ScratchFolder();
        string[] command = await Command(client, folder);
        byte[] rows = Unpacked(Path.Combine(tabular, "adult_test4000_f32le.bin.gz"))[..((Rows + 1) * Width * 4)];
        byte[] seen = rows[..(Rows * Width * 4)], kept = rows[(Rows * Width * 4)..];
        using var agent = new SampleAgent(File.ReadAllBytes(Path.Combine(tabular, "adult-mlp.onnx")));
        agent.Sample(2);
        agent.Canary(Token, new Tensor("input", ElementType.Float32, [1, Width], kept));

        (int exit, string output, string error, int process) = await Run(command, agent.Socket, "sample", folder.Write("rows.f32", seen));
        agent.Take();
        Assert.True(exit == 0, error);
        float[][] said = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ').Select(float.Parse).ToArray())];
        Assert.Equal(Rows, said.Length);

        Assert.Empty(agent.Faults);
        Assert.Empty(agent.Errors);
        Assert.True(agent.SaidBye);
        Assert.Equal([process], agent.Senders);
        Assert.Equal((Rows + 1UL, 0UL), (agent.Continuity.Records, agent.Continuity.LostRecords));
        ReceivedRecord[] real = [.. agent.Records.Where(record => record.Token == 0)];
        Assert.Equal(seen, real.SelectMany(record => record.Inputs.Single().Data.ToArray()));
        Assert.All(real.Zip(said), pair => Assert.Equal(pair.Second, Numbers(pair.First.Outputs[0]), (a, b) => Math.Abs(a - b) < 2e-6));
        Assert.All(real, record => Assert.Equal((2, true, "input", "logits"), (record.Outputs.Count, record.Nanoseconds > 0, record.Inputs[0].Name, record.Outputs[0].Name)));
        Assert.Equal(2, real.Count(record => record.Flags == TapRecordFlags.Whole));

        ReceivedRecord answer = agent.Records.Single(record => record.Token == Token);
        Assert.Empty(answer.Inputs);
        Assert.Equal(TapRecordFlags.Whole, answer.Flags);

        // What ONNX Runtime says of the same rows, in another run.
        float[][] expected = await Expected(folder, tabular, rows);
        Assert.All(expected[..Rows].Zip(said), pair => Assert.Equal(pair.First, pair.Second, (a, b) => Math.Abs(a - b) < 1e-4));
        Assert.Equal(expected[Rows], Numbers(answer.Outputs[0]), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Theory]
    [InlineData("csharp")]
    [InlineData("python")]
    [InlineData("c")]
    public async Task A_model_that_is_not_handed_out_is_not_run_and_the_reason_is_said(string client)
    {
        using var folder = new ScratchFolder();
        string[] command = await Command(client, folder);
        using var agent = new SampleAgent([1]);
        (int exit, string output, string error, _) = await Run(command, agent.Socket, "other", folder.Write("rows.f32", new byte[Width * 4]));
        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("PACKAGE_DIGEST_MISMATCH", error, StringComparison.Ordinal);
        (exit, _, error, _) = await Run(command, folder["nobody"], "sample", folder["rows.f32"]);
        Assert.Equal(1, exit);
        Assert.Contains("the agent cannot be", error, StringComparison.Ordinal);
    }

    /// <summary>How a client's example is started; the one in C is compiled first, with every warning an error.</summary>
    private static async Task<string[]> Command(string client, ScratchFolder folder)
    {
        string clients = Path.Combine(Metadata("RepositoryRoot"), "packaging", "clients");
        switch (client)
        {
            case "csharp":
                return ["dotnet", Path.Combine(Metadata("Artifacts"), "bin", "MLSecOps.Client.Example", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "MLSecOps.Client.Example.dll")];

            case "python":
                Assert.SkipUnless(ToolRun.Exists("python3"), "python3 is not installed");
                return ["python3", "-B", Path.Combine(clients, "python", "example.py")];

            default:
                if (File.Exists(folder["example"]))
                {
                    return [folder["example"]];
                }

                string[] compilers = [.. new[] { "gcc", "clang" }.Where(ToolRun.Exists)];
                Assert.SkipWhen(compilers.Length == 0, "no C compiler is installed");
                string library = Path.Combine(Metadata("OnnxRuntime"), "runtimes", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native");
                // The library's own name for itself, which the package does not have as a file.
                File.CreateSymbolicLink(folder["libonnxruntime.so.1"], Path.Combine(library, "libonnxruntime.so"));
                foreach (string compiler in compilers)
                {
                    await ToolRun.Must(
                        compiler, "-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O2", "-isystem", Path.Combine(Metadata("OnnxRuntime"), "build", "native", "include"),
                        Path.Combine(clients, "c", "example.c"), "-L", folder.Path, "-l:libonnxruntime.so.1", $"-Wl,-rpath,{folder.Path}", "-o", folder["example"]);
                }

                return [folder["example"]];
        }
    }

    private static async Task<float[][]> Expected(ScratchFolder folder, string tabular, byte[] rows)
    {
        using var agent = new SampleAgent(File.ReadAllBytes(Path.Combine(tabular, "adult-mlp.onnx")));
        (int exit, string output, string error, _) = await Run(await Command("csharp", folder), agent.Socket, "sample", folder.Write("all.f32", rows));
        Assert.True(exit == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ').Select(float.Parse).ToArray())];
    }

    private static async Task<(int Exit, string Output, string Error, int Process)> Run(string[] command, string socket, params string[] arguments)
    {
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MLSEC_SOCKET"] = socket, ["ORT_DISABLE_TELEMETRY"] = "1" },
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error, process.Id);
    }

    private static byte[] Unpacked(string path)
    {
        using var content = new MemoryStream();
        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        packed.CopyTo(content);
        return content.ToArray();
    }

    private static float[] Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();

    private static string Metadata(string key) => typeof(ExampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!.TrimEnd('/');
}
