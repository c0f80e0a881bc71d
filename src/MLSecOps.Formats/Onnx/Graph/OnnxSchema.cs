using static MLSecOps.Formats.Onnx.Graph.FieldKind;

namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>Field numbers, names and kinds of onnx.proto, IR version 12 (ONNX 1.19). Older versions are subsets but for two retired fields of functions.</summary>
internal static class OnnxSchema
{
    /// <summary>The newest IR version that this table covers.</summary>
    internal const long KnownIrVersion = 13;

    private static readonly FieldSchema?[][] ByNumber = Index();

    /// <summary>A field by its number; null when the schema has none.</summary>
    internal static FieldSchema? Find(OnnxMessage message, int number)
    {
        FieldSchema?[] fields = ByNumber[(int)message];
        return number < fields.Length ? fields[number] : null;
    }

    private static FieldSchema[] Fields(OnnxMessage message) => message switch
    {
        OnnxMessage.Model =>
        [
            One(1, "ir_version", Integer), One(2, "producer_name", Text), One(3, "producer_version", Text), One(4, "domain", Text), One(5, "model_version", Integer),
            One(6, "doc_string", Text), One(7, "graph", OnnxMessage.Graph), Many(8, "opset_import", OnnxMessage.OperatorSet), Many(14, "metadata_props", OnnxMessage.Entry),
            Many(20, "training_info", OnnxMessage.Training), Many(25, "functions", OnnxMessage.Function), Many(26, "configuration", OnnxMessage.DeviceConfiguration),
        ],
        OnnxMessage.OperatorSet => [One(1, "domain", Text), One(2, "version", Integer)],
        OnnxMessage.Graph =>
        [
            Many(1, "node", OnnxMessage.Node), One(2, "name", Text), Many(5, "initializer", OnnxMessage.Tensor), One(10, "doc_string", Text), Many(11, "input", OnnxMessage.ValueInfo),
            Many(12, "output", OnnxMessage.ValueInfo), Many(13, "value_info", OnnxMessage.ValueInfo), Many(14, "quantization_annotation", OnnxMessage.Annotation),
            Many(15, "sparse_initializer", OnnxMessage.SparseTensor), Many(16, "metadata_props", OnnxMessage.Entry),
        ],
        OnnxMessage.Node =>
        [
            Many(1, "input", Text), Many(2, "output", Text), One(3, "name", Text), One(4, "op_type", Text), Many(5, "attribute", OnnxMessage.Attribute), One(6, "doc_string", Text),
            One(7, "domain", Text), One(8, "overload", Text), Many(9, "metadata_props", OnnxMessage.Entry), Many(10, "device_configurations", OnnxMessage.NodeDevice),
        ],
        OnnxMessage.Attribute =>
        [
            One(1, "name", Text), One(2, "f", Float), One(3, "i", Integer), One(4, "s", Bytes), One(5, "t", OnnxMessage.Tensor), One(6, "g", OnnxMessage.Graph),
            Many(7, "floats", Float), Many(8, "ints", Integer), Many(9, "strings", Bytes), Many(10, "tensors", OnnxMessage.Tensor), Many(11, "graphs", OnnxMessage.Graph),
            One(13, "doc_string", Text), One(14, "tp", OnnxMessage.Type), Many(15, "type_protos", OnnxMessage.Type), One(20, "type", Enumeration), One(21, "ref_attr_name", Text),
            One(22, "sparse_tensor", OnnxMessage.SparseTensor), Many(23, "sparse_tensors", OnnxMessage.SparseTensor),
        ],
        OnnxMessage.ValueInfo => [One(1, "name", Text), One(2, "type", OnnxMessage.Type), One(3, "doc_string", Text), Many(4, "metadata_props", OnnxMessage.Entry)],
        OnnxMessage.Training =>
        [
            One(1, "initialization", OnnxMessage.Graph), One(2, "algorithm", OnnxMessage.Graph), Many(3, "initialization_binding", OnnxMessage.Entry), Many(4, "update_binding", OnnxMessage.Entry),
        ],
        OnnxMessage.Entry => [One(1, "key", Text), One(2, "value", Text)],
        OnnxMessage.Annotation => [One(1, "tensor_name", Text), Many(2, "quant_parameter_tensor_names", OnnxMessage.Entry)],
        OnnxMessage.Tensor =>
        [
            Many(1, "dims", Integer), One(2, "data_type", Integer), One(3, "segment", OnnxMessage.Segment), Many(4, "float_data", Float), Many(5, "int32_data", Integer),
            Many(6, "string_data", Bytes), Many(7, "int64_data", Integer), One(8, "name", Text), One(9, "raw_data", Bytes), Many(10, "double_data", FieldKind.Double),
            Many(11, "uint64_data", Integer), One(12, "doc_string", Text), Many(13, "external_data", OnnxMessage.Entry), One(14, "data_location", Enumeration),
            Many(16, "metadata_props", OnnxMessage.Entry),
        ],
        OnnxMessage.Segment => [One(1, "begin", Integer), One(2, "end", Integer)],
        OnnxMessage.SparseTensor => [One(1, "values", OnnxMessage.Tensor), One(2, "indices", OnnxMessage.Tensor), Many(3, "dims", Integer)],
        OnnxMessage.Shape => [Many(1, "dim", OnnxMessage.Dimension)],
        OnnxMessage.Dimension => [One(1, "dim_value", Integer), One(2, "dim_param", Text), One(3, "denotation", Text)],
        OnnxMessage.Type =>
        [
            One(1, "tensor_type", OnnxMessage.TensorType), One(4, "sequence_type", OnnxMessage.SequenceType), One(5, "map_type", OnnxMessage.MapType), One(6, "denotation", Text),
            One(7, "opaque_type", OnnxMessage.OpaqueType), One(8, "sparse_tensor_type", OnnxMessage.SparseType), One(9, "optional_type", OnnxMessage.OptionalType),
        ],
        OnnxMessage.TensorType or OnnxMessage.SparseType => [One(1, "elem_type", Integer), One(2, "shape", OnnxMessage.Shape)],
        OnnxMessage.SequenceType or OnnxMessage.OptionalType => [One(1, "elem_type", OnnxMessage.Type)],
        OnnxMessage.MapType => [One(1, "key_type", Integer), One(2, "value_type", OnnxMessage.Type)],
        OnnxMessage.OpaqueType => [One(1, "domain", Text), One(2, "name", Text)],
        OnnxMessage.Function =>
        [
            One(1, "name", Text), One(2, "since_version", Integer), One(3, "status", Integer), Many(4, "input", Text), Many(5, "output", Text), Many(6, "attribute", Text),
            Many(7, "node", OnnxMessage.Node), One(8, "doc_string", Text), Many(9, "opset_import", OnnxMessage.OperatorSet), One(10, "domain", Text),
            Many(11, "attribute_proto", OnnxMessage.Attribute), Many(12, "value_info", OnnxMessage.ValueInfo), One(13, "overload", Text), Many(14, "metadata_props", OnnxMessage.Entry),
        ],
        OnnxMessage.DeviceConfiguration => [One(1, "name", Text), One(2, "num_devices", Integer), Many(3, "device", Text)],
        OnnxMessage.NodeDevice => [One(1, "configuration_id", Text), Many(2, "sharding_spec", OnnxMessage.Sharding), One(3, "pipeline_stage", Integer)],
        OnnxMessage.Sharding =>
        [
            One(1, "tensor_name", Text), Many(2, "device", Integer), Many(3, "index_to_device_group_map", OnnxMessage.DeviceGroups), Many(4, "sharded_dim", OnnxMessage.ShardedDimension),
        ],
        OnnxMessage.DeviceGroups => [One(1, "key", Integer), Many(2, "value", Integer)],
        OnnxMessage.ShardedDimension => [One(1, "axis", Integer), Many(2, "simple_sharding", OnnxMessage.SimpleSharding)],
        _ => [One(1, "dim_value", Integer), One(2, "dim_param", Text), One(3, "num_shards", Integer)],
    };

    private static FieldSchema One(int number, string name, FieldKind kind) => new(number, name, kind, false, default);

    private static FieldSchema One(int number, string name, OnnxMessage message) => new(number, name, Message, false, message);

    private static FieldSchema Many(int number, string name, FieldKind kind) => new(number, name, kind, true, default);

    private static FieldSchema Many(int number, string name, OnnxMessage message) => new(number, name, Message, true, message);

    private static FieldSchema?[][] Index()
    {
        var messages = new FieldSchema?[Enum.GetValues<OnnxMessage>().Length][];
        for (int message = 0; message < messages.Length; message++)
        {
            FieldSchema[] fields = Fields((OnnxMessage)message);
            messages[message] = new FieldSchema?[fields.Max(field => field.Number) + 1];
            foreach (FieldSchema field in fields)
            {
                messages[message][field.Number] = field;
            }
        }

        return messages;
    }
}
