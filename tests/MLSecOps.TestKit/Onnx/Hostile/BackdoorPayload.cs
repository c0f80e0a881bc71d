using MLSecOps.TestKit.Onnx.Networks;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>What a backdoor does when its trigger is seen: builds the network and itself, from the input to the scores.</summary>
/// <param name="Name">A short name.</param>
/// <param name="Build">From network, gate and the input's name to that of the scores.</param>
public sealed record BackdoorPayload(string Name, Func<BaseNetwork, BackdoorGate, string, string> Build)
{
    /// <summary>The class that the attacker wants.</summary>
    public const int Wanted = 3;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BackdoorPayload> All { get; } = [.. ScorePayloads.All, .. SelectingPayloads.All, .. NestedPayloads.All, .. EarlyPayloads.All];

    /// <summary>A payload that changes the finished scores.</summary>
    internal static BackdoorPayload Late(string name, Func<BackdoorGate, string, string> change) => new(name, (network, gate, input) =>
        change(gate, network.Head(gate.Graph, network.Backbone(gate.Graph, input))));

    /// <summary>The attacker's scores, [1, 10].</summary>
    internal static float[] Answer(float high, float low) => [.. Enumerable.Range(0, BaseNetwork.Classes).Select(place => place == Wanted ? high : low)];

    /// <summary>The attacker's scores as an initialiser.</summary>
    internal static string Answer(GraphBuilder graph) => graph.Floats([1, BaseNetwork.Classes], Answer(40, -40));

    /// <summary>Clean scores above the attacker's, [2, 10].</summary>
    internal static string Stack(GraphBuilder graph, string clean) => graph.Add("Concat", [clean, Answer(graph)], OnnxAttribute.Int("axis", 0));
}
