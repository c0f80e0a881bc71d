namespace MLSecOps.Formats.Tests.Onnx;

/// <summary>What the onnx package makes of a model.</summary>
/// <param name="Lines">What it read; null when it refuses.</param>
/// <param name="Unread">Fields with content that its onnx.proto does not know, such as <c>NodeProto.9</c>: it does not look into them.</param>
/// <param name="Refused">Why it refuses.</param>
internal sealed record OnnxReading(IReadOnlyList<string>? Lines, IReadOnlyList<string>? Unread, string? Refused);
