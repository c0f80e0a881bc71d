using MLSecOps.TestKit.Onnx.Networks;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>A network with a backdoor: three choices that go together in any way.</summary>
/// <param name="Network">The honest half.</param>
/// <param name="Trigger">How it knows.</param>
/// <param name="Payload">What it does.</param>
public sealed record BackdooredModel(BaseNetwork Network, BackdoorTrigger Trigger, BackdoorPayload Payload)
{
    /// <summary>Every trigger and every payload at least once on each network, each with partners that turn.</summary>
    public static IReadOnlyList<BackdooredModel> Corpus { get; } =
    [
        .. Turned().DistinctBy(model => model.Name),
    ];
    /// <summary>Every trigger with every payload on every network.</summary>
    public static IEnumerable<BackdooredModel> Grid => BaseNetwork.All.SelectMany(network =>
        BackdoorTrigger.All.SelectMany(trigger => BackdoorPayload.All.Select(payload => new BackdooredModel(network, trigger, payload))));

    /// <summary>Name of the model.</summary>
    public string Name => $"{Network.Name}/{Trigger.Name}/{Payload.Name}";

    /// <summary>The model.</summary>
    public OnnxModel Build() => Network.Model((graph, input) => Payload.Build(Network, Trigger.Gate(graph, Network, input), input));

    private static IEnumerable<BackdooredModel> Turned()
    {
        foreach ((int turn, BaseNetwork network) in BaseNetwork.All.Index())
        {
            foreach ((int index, BackdoorTrigger trigger) in BackdoorTrigger.All.Index())
            {
                yield return new BackdooredModel(network, trigger, BackdoorPayload.All[((index * 7) + (turn * 11)) % BackdoorPayload.All.Count]);
            }

            foreach ((int index, BackdoorPayload payload) in BackdoorPayload.All.Index())
            {
                yield return new BackdooredModel(network, BackdoorTrigger.All[((index * 5) + (turn * 13) + 1) % BackdoorTrigger.All.Count], payload);
            }
        }
    }
}
