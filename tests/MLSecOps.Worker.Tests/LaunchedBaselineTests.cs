using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

/// <summary>Inputs to baseline to package to rehearsal, with the programs as they ship. Needs packaging/build first.</summary>
public sealed class LaunchedBaselineTests : IDisposable
{
    private static readonly string Programs = Path.Combine(
        typeof(LaunchedBaselineTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!,
        "artifacts/publish", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64");

    private readonly ScratchFolder _folder = new();

    public LaunchedBaselineTests() =>
        Assert.SkipWhen(!File.Exists(Path.Combine(Programs, "mlsec")) && Environment.GetEnvironmentVariable("CI") != "true", "the programs were not built: run packaging/build");

    public void Dispose() => _folder.Dispose();

    [Fact]
    [RedTeam("G1", "Puts a fine-tuned, quantised or backdoored twin in the place of a model whose suite was made by one command", typeof(Rehearsal), "SANITY_OUTPUT_DEVIATES")]
    public async Task Digits_from_inputs_to_a_package_that_finds_every_twin()
    {
        string inputs = Stack("digits", SharedModels.Digits(40), [40, 1, 28, 28]);
        JsonElement made = await Baseline(SharedModels.Required("ml/mnist/mnist.onnx"), inputs);

        Assert.InRange(made.GetProperty("fingerprints").GetArrayLength(), 2, 8);
        Assert.Equal(40, made.GetProperty("inputs_given").GetInt32());
        Assert.InRange(made.GetProperty("other_kernels").GetDouble(), 0, 0.5);
        Assert.Equal(5, made.GetProperty("coverage").GetArrayLength());
        Assert.Equal(4, made.GetProperty("challenge").GetProperty("count").GetInt32());
        string package = await Packed();
        await Must("model", "rehearse", package, "--trust", _folder["acme/trust.toml"]);
        foreach (string twin in (string[])["mnist-finetuned", "mnist-int8weights", "mnist-backdoor-7"])
        {
            ToolRun run = await Run("model", "rehearse", package, "--model", SharedModels.Required($"ml/mnist/{twin}.onnx"), "--json");
            Assert.Equal(3, run.ExitCode);
            Assert.Contains("SANITY_OUTPUT_DEVIATES", run.Output, StringComparison.Ordinal);
        }

        ToolRun again = await Run("model", "baseline", _folder["model/model.onnx"], "--inputs", inputs, "-o", _folder["model"]);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("[COMMAND_OUTPUT_EXISTS]", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_from_rows_to_a_package_that_passes()
    {
        string inputs = Stack("rows", SharedRows.AdultInputs(60), [60, 91]);
        JsonElement made = await Baseline(SharedModels.Required("ml/tabular/adult-mlp.onnx"), inputs);

        Assert.Equal("BASELINE_SHAPE_OPEN", Assert.Single(made.GetProperty("warnings").EnumerateArray()).GetProperty("reason").GetString());
        await Must("model", "rehearse", await Packed(), "--trust", _folder["acme/trust.toml"]);
    }

    [Fact]
    public async Task The_same_inputs_and_seed_give_the_same_suite_from_folders_as_from_a_stack()
    {
        IReadOnlyList<Tensor> digits = SharedModels.Digits(12);
        string stack = Stack("stack", digits, [12, 1, 28, 28]);
        for (int number = 0; number < digits.Count; number++)
        {
            Directory.CreateDirectory(_folder[$"folders/test_data_set_{number}"]);
            _folder.Write($"folders/test_data_set_{number}/input_0.pb", TensorProtoWriter.Write(digits[number]));
        }

        Dictionary<string, string>[] suites = [.. await Task.WhenAll(Suite("a", stack), Suite("b", _folder["folders"]))];
        Assert.NotEmpty(suites[0]);
        Assert.Equal(suites[0], suites[1]);

        async Task<Dictionary<string, string>> Suite(string name, string inputs)
        {
            Directory.CreateDirectory(_folder[name]);
            await Must("model", "baseline", SharedModels.Required("ml/mnist/mnist.onnx"), "--inputs", inputs, "-o", _folder[name], "--flips", "10");
            return Directory.EnumerateFiles(_folder[name], "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(_folder[name], file), file => Convert.ToHexString(File.ReadAllBytes(file)));
        }
    }

    [Theory]
    [InlineData("shape", "BASELINE_INPUT_UNFIT", 2, "expected float32 [1,1,28,28] for input Input3, or rows of it, found float32 [2,28,28]")]
    [InlineData("nan", "BASELINE_INPUT_NOT_FINITE", 2, "input_0.npy holds NaN or infinity")]
    [InlineData("none", "BASELINE_NO_INPUTS", 2, "holds no inputs")]
    [InlineData("rows", "BASELINE_NO_INPUTS", 2, "holds no rows")]
    [InlineData("two", "BASELINE_INPUT_UNFIT", 2, "expected 1 inputs (Input3 float32 [1,1,28,28]), found 2")]
    [InlineData("model", "ONNX_PROTOBUF_MALFORMED", 3, "no baseline of")]
    [RedTeam("G6", "Gives the command no model, no inputs, or inputs of another model", typeof(Reveal))]
    public async Task Bad_input_says_what_why_and_next_and_leaves_nothing(string kind, string code, int exit, string text)
    {
        Directory.CreateDirectory(_folder["in"]);
        Directory.CreateDirectory(_folder["out"]);
        string model = SharedModels.Required("ml/mnist/mnist.onnx");
        byte[] digits = new byte[2 * 784 * 4];
        switch (kind)
        {
            case "shape": Npy("in/input_0.npy", [2, 28, 28], digits); break;
            case "nan": Npy("in/input_0.npy", [2, 1, 28, 28], [.. BitConverter.GetBytes(float.NaN), .. digits[4..]]); break;
            case "rows": Npy("in/input_0.npy", [0, 1, 28, 28], []); break;
            case "two": Npy("in/input_0.npy", [2, 1, 28, 28], digits); Npy("in/input_1.npy", [2, 1, 28, 28], digits); break;
            case "model": Npy("in/input_0.npy", [2, 1, 28, 28], digits); model = _folder.Write("no.onnx", "not a model"u8); break;
            default: break;
        }

        ToolRun run = await Run("model", "baseline", model, "--inputs", _folder["in"], "-o", _folder["out"]);
        Assert.Equal(exit, run.ExitCode);
        Assert.Contains($"[{code}]", run.Error, StringComparison.Ordinal);
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
        Assert.Contains("mlsec: next:", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["out"]));
    }

    private async Task<JsonElement> Baseline(string model, string inputs)
    {
        Directory.CreateDirectory(_folder["model"]);
        File.Copy(model, _folder["model/model.onnx"]);
        return JsonDocument.Parse(await Must("model", "baseline", _folder["model/model.onnx"], "--inputs", inputs, "-o", _folder["model"], "--flips", "40", "--json")).RootElement;
    }

    private async Task<string> Packed()
    {
        await Must("trust", "init", _folder["acme"], "--fleet", "acme");
        await Must("model", "pack", _folder["model"], "-o", _folder["unsigned.mlpkg"], "--name", "sample", "--version", "1.0.0", "--release", "1", "--audience", "acme");
        await Must("model", "sign", _folder["unsigned.mlpkg"], "-o", _folder["signed.mlpkg"], "--cert", _folder["acme/keys/publisher.pem"], "--key", _folder["acme/keys/publisher.key"]);
        return _folder["signed.mlpkg"];
    }

    private string Stack(string name, IReadOnlyList<Tensor> rows, long[] shape)
    {
        Directory.CreateDirectory(_folder[name]);
        Npy($"{name}/input_0.npy", shape, [.. rows.SelectMany(row => row.Data.ToArray())]);
        return _folder[name];
    }

    private void Npy(string name, long[] shape, byte[] elements)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}\n";
        _folder.Write(name, [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. elements]);
    }

    private static Task<ToolRun> Run(params string[] arguments) => ToolRun.Run(Path.Combine(Programs, "mlsec"), arguments);

    private static Task<string> Must(params string[] arguments) => ToolRun.Must(Path.Combine(Programs, "mlsec"), arguments);
}
