using System.Security.Cryptography;

namespace MLSecOps.Hub.Page.Serving;

/// <summary>The page's own few files. They are inside the program, so that it serves them from wherever it is started.</summary>
internal sealed class PageAsset
{
    private static readonly Dictionary<string, PageAsset> ByName = new[]
    {
        Load("page.css", "text/css; charset=utf-8"),
        Load("page.js", "text/javascript; charset=utf-8"),
        Load("icon.svg", "image/svg+xml"),
        Load("icon-alert.svg", "image/svg+xml"),
    }.ToDictionary(asset => asset.Name, StringComparer.Ordinal);

    private PageAsset(string name, string mediaType, byte[] content)
    {
        Name = name;
        MediaType = mediaType;
        Content = content;
        Tag = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
    }

    public string Name { get; }

    public string MediaType { get; }

    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Changes with the content.</summary>
    public string Tag { get; }

    /// <summary>Its address; another content has another one, so browsers may keep it for ever.</summary>
    public static string Address(string name) => $"/assets/{ByName[name].Tag}/{name}";

    /// <summary>By the parts of an address; null when there is no such file or it is of another version.</summary>
    public static PageAsset? Find(string tag, string name) => ByName.GetValueOrDefault(name) is { } asset && asset.Tag == tag ? asset : null;

    private static PageAsset Load(string name, string mediaType)
    {
        using Stream stream = typeof(PageAsset).Assembly.GetManifestResourceStream($"page/{name}")
            ?? throw new InvalidOperationException($"{name} is not in the program");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new PageAsset(name, mediaType, content);
    }
}
