using System.IO.Compression;
using System.Text;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>A real model of tables that a few lines of any language can run, with a suite made of real rows by the shipped command.</summary>
/// <param name="Folder">What is to be packed.</param>
/// <param name="Rows">Rows of float32 for an application's users.</param>
internal sealed record TabularModel(string Folder, string Rows)
{
    /// <summary>Bytes of one row.</summary>
    public const int RowBytes = Width * 4;

    private const int Width = 91;
    private const int Count = 60;

    private const string TakeApart =
        """
        import os, sys
        import onnx
        onnx.save_model(onnx.load(sys.argv[1]), sys.argv[1], save_as_external_data=True, location=os.path.basename(sys.argv[1]) + ".data", size_threshold=0)
        """;

    public string Model => Path.Combine(Folder, "model.onnx");

    /// <summary>Makes the folder.</summary>
    /// <param name="tabular">The shared vectors.</param>
    /// <param name="folder">Where the model goes.</param>
    /// <param name="recorded">Where its inputs go, as NumPy keeps them.</param>
    /// <param name="outside">Whether its weights go into a file of their own, by the onnx package's writer.</param>
    public static TabularModel Make(string tabular, string folder, string recorded, bool outside = false)
    {
        using GZipStream packed = new(File.OpenRead(Path.Combine(tabular, "adult_test4000_f32le.bin.gz")), CompressionMode.Decompress);
        byte[] rows = new byte[Count * Width * 4];
        packed.ReadExactly(rows);
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({Count}, {Width}), }}".PadRight(117) + "\n");
        Directory.CreateDirectory(recorded);
        File.WriteAllBytes(Path.Combine(recorded, "input_0.npy"), [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. rows]);
        TabularModel made = new(folder, recorded + ".f32");
        File.WriteAllBytes(made.Rows, rows);
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(tabular, "adult-mlp.onnx"), made.Model);
        if (outside)
        {
            ToolRun.Must("/usr/bin/python3", "-c", TakeApart, made.Model).GetAwaiter().GetResult();
        }

        (int code, string output, string error) = RunningAgent.RunMlsec("model", "baseline", made.Model, "--inputs", recorded, "-o", folder, "--flips", "40");
        Assert.True(code == 0, output + error);
        return made;
    }
}
