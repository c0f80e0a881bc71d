namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>What a walk takes at most. Each table at its limit fits the worker's memory, so that a model beyond it is refused with that reason; several near theirs at once may end as out of memory.</summary>
public static class WalkLimits
{
    /// <summary>Messages and groups inside each other; the limit of every protobuf implementation.</summary>
    public const int Depth = 100;

    /// <summary>Fields on the wire, known or not: what bounds the time of a walk. Packed numbers are one field.</summary>
    public const int Fields = 10_000_000;

    /// <summary>Nodes, nested ones and those of functions included.</summary>
    public const int Nodes = 100_000;

    /// <summary>Graphs, nested ones included.</summary>
    public const int Graphs = 10_000;

    /// <summary>Attributes of all nodes.</summary>
    public const int Attributes = 200_000;

    /// <summary>Tensors, wherever they stand.</summary>
    public const int Tensors = 50_000;

    /// <summary>Inputs, outputs and stated value types of all graphs.</summary>
    public const int Values = 200_000;

    /// <summary>Inputs and outputs of all nodes.</summary>
    public const int Links = 500_000;

    /// <summary>Operator sets that the model and its functions import.</summary>
    public const int Opsets = 50_000;

    /// <summary>Dimensions and attribute numbers kept.</summary>
    public const int Numbers = 1_000_000;

    /// <summary>Bytes of one name.</summary>
    public const int NameBytes = 16 << 10;

    /// <summary>Bytes of all different names.</summary>
    public const int AllNameBytes = 12 << 20;

    /// <summary>Documentation strings and metadata entries.</summary>
    public const int Texts = 50_000;

    /// <summary>Texts of tensors and lists that are kept besides; the rest is counted.</summary>
    public const int TextElements = 20_000;

    /// <summary>Bytes below which a text of a tensor or list is not kept: words of a vocabulary.</summary>
    public const int ShortText = 24;

    /// <summary>Peculiarities of the encoding that are kept; the rest is counted.</summary>
    public const int Oddities = 64;

    /// <summary>Bytes of packed integers that are read only to be counted.</summary>
    public const long CountedBytes = 8 << 20;

    /// <summary>Bytes of packed integers in attributes: axes, shapes and tables, never weights.</summary>
    public const long PackedBytes = 8 << 20;
}
