using MLSecOps.Core.Bytes;

namespace MLSecOps.Formats.CycloneDx;

/// <summary>Reads CycloneDX 1.6 and 1.7 JSON as far as it speaks of models (ECMA-424, <c>machine-learning-model</c> and <c>modelCard</c>). Other people's format: unknown members are stepped over, and bounded by the file's size and depth.</summary>
public static class MlBomReader
{
    private const string ModelType = "machine-learning-model";

    private static readonly string[] Document = ["bomFormat", "specVersion", "metadata", "components"];
    private static readonly string[] Metadata = ["component"];
    private static readonly string[] Component = ["type", "name", "version", "hashes", "modelCard", "properties", "components"];
    private static readonly string[] Hash = ["alg", "content"];
    private static readonly string[] Card = ["modelParameters", "properties"];
    private static readonly string[] Parameters = ["architectureFamily", "modelArchitecture", "datasets", "inputs", "outputs"];
    private static readonly string[] Format = ["format"];
    private static readonly string[] Dataset = ["name", "ref"];
    private static readonly string[] Property = ["name", "value"];

    /// <summary>Reads a bill of materials of at most <see cref="MlBomLimits.Bytes"/> bytes. Input is untrusted; so are all texts in the result.</summary>
    public static Parsed<MlBom> Read(ReadOnlySpan<byte> input) => BomJsonReader.Parse(input, ReadDocument);

    private static MlBom ReadDocument(ref BomJsonReader json)
    {
        string? format = null, version = null;
        List<MlBomModel> models = [];
        uint seen = 0;
        if (!json.StartObject())
        {
            throw new MalformedBomException("an object");
        }

        while (json.NextMember(Document, ref seen, out int member))
        {
            switch (member)
            {
                case 0: format = json.Text(); break;
                case 1: version = json.Text(); break;
                case 2: ReadMetadata(ref json, models); break;
                default: ReadComponents(ref json, "mlbom", models); break;
            }
        }

        return format != "CycloneDX" ? throw new MalformedBomException("bomFormat CycloneDX")
            : version is not ("1.6" or "1.7") ? throw new MalformedBomException("specVersion 1.6 or 1.7")
            : new MlBom(version, models);
    }

    private static void ReadMetadata(ref BomJsonReader json, List<MlBomModel> models)
    {
        uint seen = 0;
        if (!json.StartObject())
        {
            return;
        }

        while (json.NextMember(Metadata, ref seen, out _))
        {
            if (json.StartObject())
            {
                ReadComponent(ref json, "mlbom/metadata/component", models);
            }
        }
    }

    private static void ReadComponents(ref BomJsonReader json, string place, List<MlBomModel> models)
    {
        bool any = json.StartArray();
        for (int index = -1; any && json.NextObject(ref index);)
        {
            ReadComponent(ref json, $"{place}/components[{index}]", models);
        }
    }

    private static void ReadComponent(ref BomJsonReader json, string place, List<MlBomModel> models)
    {
        string? type = null;
        var model = new MlBomModel(place, "", null, [], null, null, [], [], [], []);
        List<MlBomProperty> properties = [];
        int before = models.Count;
        uint seen = 0;
        while (json.NextMember(Component, ref seen, out int member))
        {
            switch (member)
            {
                case 0: type = json.Text(); break;
                case 1: model = model with { Name = json.Text() ?? "" }; break;
                case 2: model = model with { Version = json.Text() }; break;
                case 3: model = model with { Hashes = ReadHashes(ref json) }; break;
                case 4: model = ReadCard(ref json, model, properties); break;
                case 5: ReadProperties(ref json, $"{place}/properties", properties); break;
                default: ReadComponents(ref json, place, models); break;
            }
        }

        if (type == ModelType)
        {
            // Before the components that it holds: it is what they are parts of.
            models.Insert(before, model with { Properties = properties });
            if (models.Count > MlBomLimits.Models)
            {
                throw new MalformedBomException($"at most {MlBomLimits.Models} models");
            }
        }
    }

    private static MlBomModel ReadCard(ref BomJsonReader json, MlBomModel model, List<MlBomProperty> properties)
    {
        uint seen = 0;
        bool any = json.StartObject();
        while (any && json.NextMember(Card, ref seen, out int member))
        {
            if (member == 0)
            {
                model = ReadParameters(ref json, model);
            }
            else
            {
                ReadProperties(ref json, $"{model.Place}/modelCard/properties", properties);
            }
        }

        return model;
    }

    private static MlBomModel ReadParameters(ref BomJsonReader json, MlBomModel model)
    {
        uint seen = 0;
        bool any = json.StartObject();
        while (any && json.NextMember(Parameters, ref seen, out int member))
        {
            model = member switch
            {
                0 => model with { ArchitectureFamily = json.Text() },
                1 => model with { ModelArchitecture = json.Text() },
                2 => model with { Datasets = ReadTexts(ref json, Dataset) },
                3 => model with { Inputs = ReadTexts(ref json, Format) },
                _ => model with { Outputs = ReadTexts(ref json, Format) },
            };
        }

        return model;
    }

    /// <summary>The first known member of each object of an array; empty text where it has none, so that the positions stay.</summary>
    private static List<string> ReadTexts(ref BomJsonReader json, string[] names)
    {
        List<string> texts = [];
        bool any = json.StartArray();
        for (int index = -1; any && json.NextObject(ref index);)
        {
            string? text = null;
            uint seen = 0;
            while (json.NextMember(names, ref seen, out _))
            {
                text = json.Text() ?? text;
            }

            Add(texts, text ?? "", MlBomLimits.Rows);
        }

        return texts;
    }

    private static List<MlBomHash> ReadHashes(ref BomJsonReader json)
    {
        List<MlBomHash> hashes = [];
        bool any = json.StartArray();
        for (int index = -1; any && json.NextObject(ref index);)
        {
            (string? algorithm, string? content) = ReadPair(ref json, Hash);
            Add(hashes, new MlBomHash(algorithm ?? "", content ?? ""), MlBomLimits.Rows);
        }

        return hashes;
    }

    private static void ReadProperties(ref BomJsonReader json, string place, List<MlBomProperty> properties)
    {
        bool any = json.StartArray();
        for (int index = -1; any && json.NextObject(ref index);)
        {
            if (ReadPair(ref json, Property) is ({ } name, { } value))
            {
                Add(properties, new MlBomProperty($"{place}[{index}]", name, value), MlBomLimits.Properties);
            }
        }
    }

    private static (string? First, string? Second) ReadPair(ref BomJsonReader json, string[] names)
    {
        string? first = null, second = null;
        uint seen = 0;
        while (json.NextMember(names, ref seen, out int member))
        {
            (first, second) = member == 0 ? (json.Text(), second) : (first, json.Text());
        }

        return (first, second);
    }

    private static void Add<T>(List<T> rows, T row, int most) => rows.Add(rows.Count < most ? row : throw new MalformedBomException($"at most {most} elements"));
}
