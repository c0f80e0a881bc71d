using MLSecOps.Core.Inspection;

namespace MLSecOps.Contracts.Inspection;

/// <summary>The pages of all rules. Nothing on a device refers to this table, so that the agent is built without it.</summary>
public static class RulePages
{
    /// <summary>All pages, in the order of <see cref="InspectionRules.All"/>.</summary>
    public static IReadOnlyList<RulePage> All { get; } =
    [
        new(
            InspectionRules.ExternalPath,
            "A tensor keeps its data in another file, and the path to it is absolute, steps upwards (`..`, also in the middle), names a drive, a device or a URL, holds a backslash, a variable, an encoded character or one that is not shown or looks like a separator, or is a marker with which ONNX Runtime addresses memory. "
            + "Whoever loads the model would read, or with some tools write, a file of the machine's own. A plain name beside the model is fine.",
            "graph/initializer/w: external data at ../../../../etc/passwd: a step upwards",
            "Save the model again with its external data beside it, under a plain file name.",
            ["CVE-2022-25882", "CVE-2024-27318", "CVE-2025-51480", "microsoft/onnxruntime#28709"]),
        new(
            InspectionRules.ExternalLink,
            "External data is reached through a symbolic link, has more than one hard link, or is a device, pipe or folder. A link makes a harmless name lead anywhere, and what it leads to can be changed after the check.",
            "graph/initializer/w: weights.bin is a symbolic link",
            "Put the data itself beside the model: cp --dereference.",
            ["CVE-2026-27489", "CVE-2026-34446", "GHSA-538c-55jv-c5g9"]),
        new(
            InspectionRules.ExternalKeys,
            "External data is described by attributes other than `location`, `offset`, `length`, `checksum` and `basepath`, by numbers that are none or are negative, or by a range that overflows or ends beyond the file; or the file is the model itself. Ranges that overlap, and another model's file, are warnings. Some readers set any attribute they find on their own objects; others read what lies behind.",
            "graph/initializer/w: offset+length 4096+8192 ends beyond weights.bin of 4096 bytes",
            "Save the model again with a current version of onnx; do not edit the entries by hand.",
            ["GHSA-538c-55jv-c5g9", "CVE-2026-34445"]),
        new(
            InspectionRules.ExternalUnsigned,
            "A tensor's data lies in a file that the package's signature does not cover, so that the weights could be exchanged without anyone noticing. Said of packages only: for a loose file nothing is signed yet.",
            "graph/initializer/w: weights.bin is not among the signed files",
            "Pack the folder again with the data file in it, and sign.",
            []),
        new(
            InspectionRules.Archive,
            "The file begins as an archive, a compressed stream, a program, a web page or a Python pickle, has a PDF, rar or 7z file in its first kibibyte, where readers of those seek it, or ends as a zip archive, which tools that read zip from its end open, also when something follows. What is called a model is then unpacked or run by some tool on the way.",
            "model: the file ends as a zip archive: tools that read zip from its end open it",
            "Publish the bare .onnx file. Unpack archives yourself, somewhere without secrets, and look at what is in them.",
            ["CVE-2024-5187"]),
        new(
            InspectionRules.DimensionBomb,
            "A tensor's dimensions are negative, overflow, or ask for another number of bytes than there are; a sparse tensor has indices outside of itself; it or an operator (ConstantOfShape, Expand, Tile, Range, OneHot, Resize, Pad, an outer sum or product and others) makes a huge tensor out of constants; a shape has so many numbers that the result would have millions of dimensions; a Loop grows one or has no end; functions call each other until the graph explodes. Constants are followed through arithmetic on shapes, branches, loops and functions. "
            + "Loading or running the model exhausts the device. Sizes that follow from the input are the application's to bound and are left alone, up to 10^9 elements.",
            "graph/ConstantOfShape_3: ConstantOfShape makes a tensor of 1.0E+012 elements from constants",
            "Correct the shape where it is made. A model that was exported by a current tool has none of this.",
            ["tensorflow/tensorflow#61908"]),
        new(
            InspectionRules.OperatorDomain,
            "A node uses an operator that is neither part of ONNX, nor one of ONNX Runtime's own that are known to be harmless, nor a function of the model, nor allowed by the publisher. Running it needs a library with code for it; PyOp, PythonOp and EPContext run what lies outside the model. "
            + "Domains are not trusted as a whole: the list has exact names. A function that takes the name of a known operator, stands in a domain of a runtime or is defined twice is found too, because runtimes differ in which of both they run.",
            "graph/PyOp_1: ai.onnx.contrib.PyOp runs code from outside the model (1 node)",
            "If the operator is yours, allow it by name in inspection.json, under domains, and ship its library with the image; else export without it.",
            ["promptfoo/modelaudit#1639"]),
        new(
            InspectionRules.Metadata,
            "Documentation, metadata, names, texts of attributes and tensors hold a program, archive or pickle, also behind base64, base32, hexadecimal or decimal numbers, padded on both sides, backwards, encoded twice or cut into several texts; code such as a script tag or a shell's path; binary data where text belongs; many characters that are shown nowhere; or (as a warning) very much text, a large blob, a private key, characters that turn the direction of what is shown, or orders to a language model. "
            + "A runtime does not run them, but payloads are shipped so, and viewers render them. URLs are a notice.",
            "model/metadata_props[2]: config: a zip archive, encoded as base64",
            "Take the field out of the model. What the application needs belongs beside it, as a file of the package.",
            []),
        new(
            InspectionRules.UnknownField,
            "The file has fields that ONNX does not have, known fields in another encoding, a field twice that can stand once, values that the schema does not have, a tensor that states its data in several places or in the field of another type, an attribute or type of several values, or a name that stands twice where it can stand once, has a zero byte or is no UTF-8. Parsers then see different models, and a scanner may see the harmless one. "
            + "A model of a newer format version gets a warning for fields that this version of the inspection does not know; so do numbers that are written longer than needed, which protobuf allows and byte scanners miss.",
            "graph/Conv_1: NodeProto.op_type can stand once and stands again: the last value counts, or both are merged at byte 1034, 8 bytes",
            "Load the model with onnx and save it again; look at what is lost on the way.",
            ["matrixorigin/matrixone#26053"]),
        new(
            InspectionRules.GraphShadow,
            "A decision about the input, made outside the network, puts something else in the place of the network's answer: the shape of a backdoor that is graph and not code (ShadowLogic). The data flow is followed through functions and nested graphs: which outputs depend on the input through comparison, selection, masking, control flow or computed indices, "
            + "how much of the output can bypass the learned part, and whether a constant has the shape of the answer. Masks that act element by element, guards that keep values in bounds, early exits and experts that the network itself chooses, padding, clipping and non-maximum suppression stay clean. "
            + "A rule that somebody wrote by hand beside a network and that overrides it (an interlock, a silence gate, a forced token, an answer of its own outside the range of training) is the same graph as a backdoor, and is found as one: only its author can say that it is meant, by a waiver in the signed inspection.json. "
            + "The score says how sure the rule is: from 0.7 on it blocks, from 0.45 on it warns. The path below the finding leads from the input through the decision to the output, step by step.",
            "graph/Where_47: takes the constant c_45 instead of LogSoftmax_46, past 100 % of the parameters on its way",
            "Follow the path in a viewer of graphs. If nobody meant it, the model is compromised: get it again from its origin and ask who changed it. If it is meant, waive this place in inspection.json and say why.",
            ["HiddenLayer, ShadowLogic (2024)", "arXiv:2511.00664", "JFrog ONNX-BACKDOOR"]),
        new(
            InspectionRules.InterfaceDrift,
            "Inputs, outputs, operator sets, operators or control flow differ from the release that is installed. An update of the same architecture changes weights only; one that adds an If or a new domain deserves a look. Never blocks: architectures do change.",
            "graph/If_12: control flow that the installed release does not have",
            "Compare both with mlsec model diff OLD NEW. If the change is meant, the warning may stand.",
            []),
        new(
            InspectionRules.Entropy,
            "What is read of the largest tensors and of long attributes (1.5 MiB of a model at most: beginnings, then ends, then the rest, the smaller ones first) does not look like numbers: it holds a program or an archive, also last byte first or with one byte in each element, is text, or its bits are spread as in encrypted or compressed data, where floating-point weights never are. NaN among the weights is a warning; many kinds of NaN carry data. Data hidden in the lowest bits of good weights is beyond what statistics show, and is not claimed to be found.",
            "graph/initializer/fc.weight: its data begin as an ELF program",
            "Compare the tensor with the trained checkpoint. Weights that were compressed on purpose belong into a quantised type.",
            ["promptfoo/modelaudit, weight_distribution"]),
        new(
            InspectionRules.BillOfMaterials,
            "A CycloneDX bill of materials (1.6 or 1.7) states something that the bytes contradict: the SHA-256, the number, element types or shapes of inputs and outputs, or one of the properties `mlsec:onnx:*` that `mlsec model bom` writes (operator sets, operators, parameters, external data). An architecture family that needs operators which the model does not have is a warning. "
            + "What is not stated, or is free text, is no finding.",
            "mlbom/components[0]/modelCard/modelParameters/inputs[0]: states float32 [1,3,224,224], x is uint8 [1,224,224,3]",
            "Write the bill again from the bytes: mlsec model bom FILE. If it is the bytes that are wrong, the bill is of another model.",
            ["ECMA-424 (CycloneDX)"]),
    ];

    /// <summary>The page of a rule.</summary>
    public static RulePage Of(InspectionRule rule) => All.First(page => page.Rule == rule);
}
