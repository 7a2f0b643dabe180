module doverie.example/story

go 1.21
