using MLSecOps.TestKit.Onnx.Hostile;
using MLSecOps.TestKit.Onnx.Networks;

namespace MLSecOps.TestKit.Onnx.Mutations;

/// <summary>A model that was written in another way, or wrongly.</summary>
/// <param name="Origin">The model it was.</param>
/// <param name="Mutation">What was done to it.</param>
/// <param name="Seed">Seed of the mutation.</param>
/// <param name="Bytes">The bytes.</param>
public sealed record MutatedModel(string Origin, ModelMutation Mutation, int Seed, byte[] Bytes)
{
    private const int LargestReal = 200_000;

    /// <summary>Its name.</summary>
    public string Name => $"{Origin} {Mutation} {Seed}";

    /// <summary>Each mutation of a model some times.</summary>
    public static IEnumerable<MutatedModel> Of(string origin, byte[] model, int times, int seed) =>
        Enum.GetValues<ModelMutation>().SelectMany(mutation => Enumerable.Range(0, mutation == ModelMutation.None ? 1 : times).Select(time =>
        {
            int own = (((seed * 1000) + time) * 100) + (int)mutation;
            return new MutatedModel(origin, mutation, own, new ModelMutator(own).Apply(model, mutation));
        }));

    /// <summary>Models that the test kit makes: one with every field, the honest networks, and one of ten with a backdoor.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Generated() =>
    [
        ("every field", EveryField.Model()),
        .. BaseNetwork.All.Select(network => (network.Name, network.Honest().ToBytes())),
        .. BackdooredModel.Corpus.Where((_, index) => index % 10 == 0).Select(model => (model.Name, model.Build().ToBytes())),
    ];

    /// <summary>Real models of the shared vectors that have at most 200 kB; none where they are absent.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Real() => new[] { "signing/onnx", "ml" }.Select(SharedVectors.Find).OfType<string>()
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        .Where(file => new FileInfo(file).Length <= LargestReal)
        .Select(file => (Path.GetFileName(Path.GetDirectoryName(file)) + "/" + Path.GetFileName(file), File.ReadAllBytes(file)));
}
