using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Tensors;
using MLSecOps.Linux.Confinement;
using MLSecOps.Sandbox.Inference;
using MLSecOps.Sandbox.Launch;
using MLSecOps.Sandbox.Rehearsal;
using MLSecOps.TestKit;
using MLSecOps.TestKit.Onnx;

namespace MLSecOps.Worker.Tests;

/// <summary>Models with external data under the whole sandbox, and from the command line as it ships. Needs packaging/build first.</summary>
[SupportedOSPlatform("linux")]
public sealed class LaunchedExternalDataTests : IDisposable
{
    private static readonly string Programs = Path.Combine(
        typeof(LaunchedExternalDataTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!,
        "artifacts/publish", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64");

    private static readonly string WorkerPath = Path.Combine(Programs, "mlsec-worker");

    private readonly ScratchFolder _folder = new();
    private readonly WorkerLauncher _launcher;

    public LaunchedExternalDataTests()
    {
        Assert.SkipWhen(!File.Exists(WorkerPath) && Environment.GetEnvironmentVariable("CI") != "true", "the worker was not built: run packaging/build");
        Assert.SkipWhen(!OutsideModel.CanBeMade && Environment.GetEnvironmentVariable("CI") != "true", OutsideModel.Absent);
        _launcher = new WorkerLauncher(WorkerPath, SandboxPolicy.Default);
    }

    public void Dispose()
    {
        _launcher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_package_with_external_data_passes_and_answers_as_the_one_file_does()
    {
        byte[] inline = SharedModels.Mnist("mnist.onnx");
        OutsideModel outside = await OutsideModel.MakeAsync(inline, _folder["mnist"]);
        RehearsalFile[] files =
        [
            Part("net/model.onnx", FileRole.Model, outside.Model),
            .. outside.Files.Select(file => Part("net/" + file.Key, FileRole.ExternalData, file.Value)),
            // Another file of that name, outside the model's folder: no model can mean it.
            Part("weights.bin", FileRole.ExternalData, [1, 2, 3]),
            .. GoldenSuites.From(inline, SharedModels.Digits(2)).Select(file => Part("sanity/" + file.Key, FileRole.Sanity, file.Value)),
        ];
        RehearsalResult result = await new Rehearser(_launcher, WorkerPath).RunAsync(new RehearsalRequest(ModelFormat.Onnx, files), null, TestContext.Current.CancellationToken);
        Assert.True(result.Verdict is TrustVerdict.Trusted, string.Join('\n', result.Verdict.Checks));
        Assert.Contains(ConfinementFeature.WorkerFilter, result.Coverage!.Applied);

        IReadOnlyList<Tensor> digits = SharedModels.Digits(6);
        InferenceResult apart = await Infer(outside.Model, [.. outside.Files.Select(file => new ExternalFile(file.Key, new MemoryByteSource(file.Value)))], digits);
        InferenceResult whole = await Infer(inline, [], digits);
        Assert.Null(apart.Trouble);
        Assert.Equal(whole.Answers.Select(answer => Convert.ToHexString(answer.Outputs[0].Data.Span)), apart.Answers.Select(answer => Convert.ToHexString(answer.Outputs[0].Data.Span)));
    }

    [Fact]
    [RedTeam("G6", "Has the worker read a file of the device that the model names as its weights", typeof(Inferer), "ONNX_EXTERNAL_DATA_MISSING")]
    public async Task A_file_that_was_not_given_is_not_there()
    {
        byte[] model = new OnnxModel(new OnnxGraph("g") { Initializers = [OnnxTensor.Outside("w", [4], ("location", WorkerPath))] }).ToBytes();
        InferenceResult result = await Infer(model, [], SharedModels.Digits(1));
        Assert.Equal((RehearsalReasons.ExternalDataMissing, $"found {WorkerPath}"), (result.Trouble!.Reason, result.Trouble.Difference));
    }

    [Fact]
    [RedTeam("G6", "Names one range of a small file in many tensors, so that the model outgrows the worker's memory", typeof(WorkerLauncher), "WORKER_MEMORY_EXCEEDED")]
    public async Task A_model_that_multiplies_a_small_file_ends_alone()
    {
        OnnxTensor tensor = OnnxTensor.Outside("w", [4 << 20], ("location", "w.bin"));
        byte[] model = new OnnxModel(new OnnxGraph("g") { Initializers = [.. Enumerable.Repeat(tensor, 100)] }).ToBytes();
        InferenceResult result = await Infer(model, [new ExternalFile("w.bin", new MemoryByteSource(new byte[16 << 20]))], SharedModels.Digits(1));
        Assert.Equal(SandboxReasons.MemoryExceeded, result.Trouble!.Reason);
    }

    [Fact]
    public async Task A_large_model_with_external_data_stays_within_the_memory_that_its_files_give_it()
    {
        // 192 MiB of weights of which one number is read: what counts is how often they are in memory at once.
        const int Rows = 48 << 20;
        OnnxGraph graph = new("g")
        {
            Nodes = [new OnnxNode("Gather", ["w", "i"], ["y"])],
            Initializers = [OnnxTensor.Outside("w", [Rows], ("location", "w.bin"))],
            Inputs = [new OnnxValue("i", OnnxType.Int64, 1)],
            Outputs = [new OnnxValue("y", OnnxType.Float, 1)],
        };
        byte[] weights = new byte[Rows * 4L];
        BitConverter.TryWriteBytes(weights.AsSpan(weights.Length - 4), 4.5f);
        InferenceResult result = await Infer(
            new OnnxModel(graph).ToBytes(), [new ExternalFile("w.bin", new MemoryByteSource(weights))], [new Tensor("i", ElementType.Int64, [1], BitConverter.GetBytes(Rows - 1L))]);
        Assert.True(result.Trouble is null, result.Trouble?.ToString());
        Assert.Equal(4.5f, BitConverter.ToSingle(result.Answers[0].Outputs[0].Data.Span));
    }

    [Fact]
    public async Task The_command_line_makes_a_suite_packs_and_rehearses_a_model_with_external_data()
    {
        OutsideModel outside = await OutsideModel.MakeAsync(SharedModels.Mnist("mnist.onnx"), _folder["mnist"]);
        string model = Path.Combine(outside.Folder, "model.onnx");
        IReadOnlyList<Tensor> digits = SharedModels.Digits(12);
        for (int number = 0; number < digits.Count; number++)
        {
            Directory.CreateDirectory(_folder[$"in/test_data_set_{number}"]);
            _folder.Write($"in/test_data_set_{number}/input_0.pb", Formats.Onnx.TensorProtoWriter.Write(digits[number]));
        }

        ToolRun without = await Run("model", "baseline", model, "--inputs", _folder["in"], "-o", outside.Folder);
        Assert.Equal(4, without.ExitCode);
        Assert.Contains("[ONNX_EXTERNAL_DATA_MISSING]", without.Error, StringComparison.Ordinal);
        Assert.Contains("--external-data", without.Error, StringComparison.Ordinal);

        string[] data = ["--external-data", "weights.bin", "--external-data", "more/second.bin"];
        JsonElement made = JsonDocument.Parse(await Must(["model", "baseline", model, "--inputs", _folder["in"], "-o", outside.Folder, "--flips", "20", "--json", .. data])).RootElement;
        Assert.Equal(5, made.GetProperty("coverage").GetArrayLength());
        Assert.DoesNotContain(made.GetProperty("warnings").EnumerateArray(), warning => warning.GetProperty("reason").GetString() == "BASELINE_NO_WEIGHTS");

        string package = _folder["outside.mlpkg"];
        await Must(["model", "pack", outside.Folder, "-o", package, "--name", "outside", "--version", "1.0.0", "--release", "1", .. data]);
        ToolRun passed = await Run("model", "rehearse", package, "--json");
        Assert.True(passed.ExitCode == 0, passed.Output + passed.Error);

        // A twin whose one file of weights is another: its own data are taken, not those of the package.
        foreach (string file in (string[])["model.onnx", "weights.bin", "more/second.bin"])
        {
            Directory.CreateDirectory(_folder["twin/more"]);
            File.Copy(Path.Combine(outside.Folder, file), _folder["twin/" + file]);
        }

        foreach (string file in (string[])["weights.bin", "more/second.bin"])
        {
            byte[] weights = File.ReadAllBytes(_folder["twin/" + file]);
            for (int at = (weights.Length / 3) | 3; at < weights.Length * 2 / 3; at += 4)
            {
                weights[at] ^= 0x80;
            }

            _folder.Write("twin/" + file, weights);
        }

        ToolRun twin = await Run(["model", "rehearse", package, "--model", _folder["twin/model.onnx"], "--json", .. data]);
        Assert.Equal(3, twin.ExitCode);
        Assert.Contains("SANITY_OUTPUT_DEVIATES", twin.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_beside_a_model_under_its_own_name_need_not_be_named_and_other_names_are_refused()
    {
        Directory.CreateDirectory(_folder["model"]);
        OnnxGraph graph = new("g")
        {
            Nodes = [new OnnxNode("Add", ["x", "w"], ["y"])],
            Initializers = [OnnxTensor.Outside("w", [2], ("location", "add.onnx.data"))],
            Inputs = [new OnnxValue("x", OnnxType.Float, 2)],
            Outputs = [new OnnxValue("y", OnnxType.Float, 2)],
        };
        _folder.Write("model/add.onnx", new OnnxModel(graph).ToBytes());
        _folder.Write("model/add.onnx.data", [0, 0, 128, 63, 0, 0, 0, 64]);
        Directory.CreateDirectory(_folder["in"]);
        _folder.Write("in/input_0.npy", [0x93, .. "NUMPY"u8, 1, 0, 59, 0, .. Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"), .. new byte[12], 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64]);
        await Must("model", "baseline", _folder["model/add.onnx"], "--inputs", _folder["in"], "-o", _folder["model"]);
        await Must("model", "pack", _folder["model"], "-o", _folder["add.mlpkg"], "--name", "add", "--version", "1.0.0", "--release", "1");
        await Must("model", "rehearse", _folder["add.mlpkg"]);
        foreach (string odd in (string[])["../in/input_0.npy", "/etc/hostname", "absent.bin", "add.onnx"])
        {
            ToolRun run = await Run("model", "pack", _folder["model"], "-o", _folder["odd.mlpkg"], "--name", "add", "--version", "1.0.0", "--release", "1", "--external-data", odd);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("cannot be external data", run.Error, StringComparison.Ordinal);
        }
    }

    private static RehearsalFile Part(string path, FileRole role, byte[] content) => new(path, role, new MemoryByteSource(content));

    private Task<InferenceResult> Infer(byte[] model, IReadOnlyList<ExternalFile> files, IReadOnlyList<Tensor> inputs) => new Inferer(_launcher).RunAsync(
        new InferenceRequest(new MemoryByteSource(model), files, [.. inputs.Select(input => (IReadOnlyList<Tensor>)[input])]), null, TestContext.Current.CancellationToken);

    private static Task<ToolRun> Run(params string[] arguments) => ToolRun.Run(Path.Combine(Programs, "mlsec"), arguments);

    private static Task<string> Must(params string[] arguments) => ToolRun.Must(Path.Combine(Programs, "mlsec"), arguments);
}
