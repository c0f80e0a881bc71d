namespace MLSecOps.TestKit.Onnx;

/// <summary>TrainingInfoProto.</summary>
/// <param name="Initialization">Graph that sets the weights, or null.</param>
/// <param name="Algorithm">Graph of one step, or null.</param>
public sealed record OnnxTraining(OnnxGraph? Initialization, OnnxGraph? Algorithm) : OnnxMessage
{
    internal override void Write(WireWriter writer) => writer.Message(1, Initialization).Message(2, Algorithm);
}
