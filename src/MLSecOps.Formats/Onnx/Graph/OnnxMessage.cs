namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>The messages of onnx.proto (IR version 12).</summary>
internal enum OnnxMessage
{
    Model, OperatorSet, Graph, Node, Attribute, ValueInfo, Training, Entry, Annotation, Tensor, Segment, SparseTensor, Shape, Dimension, Type, TensorType, SequenceType,
    MapType, OptionalType, SparseType, OpaqueType, Function, DeviceConfiguration, NodeDevice, Sharding, DeviceGroups, ShardedDimension, SimpleSharding,
}
