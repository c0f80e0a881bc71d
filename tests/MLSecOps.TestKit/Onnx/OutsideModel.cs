namespace MLSecOps.TestKit.Onnx;

/// <summary>A model whose tensors lie in two other files, one after the other and some on boundaries of 64 bytes, as another writer than the project's made it.</summary>
/// <param name="Folder">Holds <c>model.onnx</c> and what it names.</param>
public sealed record OutsideModel(string Folder)
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Script = Path.Combine(SharedVectors.RepositoryRoot, "tests/MLSecOps.TestKit/Onnx/externalise.py");

    /// <summary>What the writer needs.</summary>
    public const string Absent = "python3-onnx is not installed";

    /// <summary>Whether it is there.</summary>
    public static bool CanBeMade => File.Exists(Python) && Directory.Exists("/usr/lib/python3/dist-packages/onnx");

    /// <summary>The model without its tensors.</summary>
    public byte[] Model => File.ReadAllBytes(Path.Combine(Folder, "model.onnx"));

    /// <summary>The other files by the name that the model uses.</summary>
    public Dictionary<string, byte[]> Files => Directory.EnumerateFiles(Folder, "*.bin", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(Folder, file), File.ReadAllBytes);

    /// <summary>Makes one.</summary>
    /// <param name="inline">The model as one file.</param>
    /// <param name="folder">A folder that does not exist yet.</param>
    public static async Task<OutsideModel> MakeAsync(byte[] inline, string folder) => (await MakeAsync([(inline, folder)]))[0];

    /// <summary>Makes several by one run of the writer.</summary>
    public static async Task<IReadOnlyList<OutsideModel>> MakeAsync(IReadOnlyList<(byte[] Inline, string Folder)> models)
    {
        foreach ((byte[] inline, string folder) in models)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, "inline.onnx"), inline);
        }

        await ToolRun.Must(Python, [Script, "make", .. models.Select(model => model.Folder)]);
        return [.. models.Select(model => new OutsideModel(Path.Combine(model.Folder, "outside")))];
    }

    /// <summary>Demands that models put together again are the ones that were taken apart, as the other reader reads them.</summary>
    /// <param name="models">Folders of <see cref="MakeAsync(IReadOnlyList{ValueTuple{byte[], string}})"/>, each with what was put together.</param>
    public static async Task MustBeSameAsync(IReadOnlyList<(byte[] Whole, string Folder)> models)
    {
        foreach ((byte[] whole, string folder) in models)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "whole.onnx"), whole);
        }

        await ToolRun.Must(Python, [Script, "same", .. models.Select(model => model.Folder)]);
    }
}
