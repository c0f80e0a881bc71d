using System.Globalization;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Numpy;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Cli.Baseline;

/// <summary>Reads the inputs that a model really gets, from a folder of one of three forms.</summary>
/// <remarks>
/// Sub-folders with <c>input_K.pb</c> or <c>input_K.npy</c>, ONNX's convention: each is one input. Files <c>input_K</c> in the folder itself: a row along axis 0 is one input.
/// Other <c>.pb</c> and <c>.npy</c> files: the same, for a model with one input. Files <c>output_K</c> are left alone.
/// </remarks>
internal static class InputFolder
{
    private const string Tensors = ".pb", Numpy = ".npy";
    private const int HeaderBytes = 64 << 10;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="CommandFailure">The folder or a file cannot be read, or nothing in it is an input.</exception>
    public static IReadOnlyList<InputGroup> Read(string folder)
    {
        try
        {
            InputGroup[] below =
            [
                .. Directory.EnumerateDirectories(folder).OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal)
                    .Select(path => new InputGroup(path, false, Numbered(path))).Where(group => group.Tensors.Count > 0),
            ];
            List<InputTensor> numbered = Numbered(folder);
            InputGroup[] groups =
            [
                .. below,
                .. numbered.Count > 0 ? [new InputGroup(folder, true, numbered)] : Array.Empty<InputGroup>(),
                .. below.Length > 0 || numbered.Count > 0 ? [] : Files(folder).Where(file => Place(file, "output_") is null).Select(file => new InputGroup(file, true, [ReadFile(file, 0)])),
            ];
            return groups.Length > 0 ? groups : throw new CommandFailure(BaselineReasons.NoInputs, $"{folder} holds no inputs");
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(CommandReasons.FileUnreadable, $"{folder} cannot be read", Directory.Exists(folder) ? "this user may not list it" : "there is no such folder");
        }
    }

    private static List<InputTensor> Numbered(string folder)
    {
        List<InputTensor> tensors = [];
        foreach (string file in Files(folder))
        {
            if (Place(file, "input_") is { } place)
            {
                tensors.Add(tensors.TrueForAll(other => other.Place != place)
                    ? ReadFile(file, place)
                    : throw new CommandFailure(BaselineReasons.InputUnfit, $"{file} is there twice", $"another file is input {place} too"));
            }
        }

        return tensors;
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder)
        .Where(path => Path.GetExtension(path) is Tensors or Numpy && !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal);

    private static int? Place(string file, string prefix)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        return name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int place) ? place : null;
    }

    private static InputTensor ReadFile(string file, int place)
    {
        bool numpy = Path.GetExtension(file) == Numpy;
        byte[] content = SmallFile.Read(file, out _, TensorLimits.MaxBytes + HeaderBytes);
        Parsed<Tensor> read = numpy ? NpyReader.Read(content) : TensorProtoReader.Read(content);
        return read.TryGet(out Tensor? tensor, out FormatFault? fault)
            ? new InputTensor(file, place, tensor)
            : throw new CommandFailure(fault.Reason, $"{file} cannot be read as {(numpy ? "an array" : "a tensor")}", Check.Fail("baseline.input", file, fault.Reason, fault.Expected, fault.Found).Difference);
    }
}
